package io.shardsteer.common.steering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All moves of stored rows so far, at most the newest of them under way. Says which steering
 * history routers go by, and by which ones a reader finds every row. Immutable.
 */
public final class Reshards {
  public static final Reshards NONE = new Reshards(new TreeMap<>());

  private final NavigableMap<Integer, Reshard> byNumber;

  private Reshards(NavigableMap<Integer, Reshard> byNumber) {
    this.byNumber = byNumber;
  }

  /**
   * These and one more, or one in a later phase; an earlier phase than is known changes nothing.
   */
  public Reshards with(Reshard reshard) {
    Reshard known = byNumber.get(reshard.number());
    if (known != null && known.phase().compareTo(reshard.phase()) >= 0) {
      return this;
    }
    var more = new TreeMap<>(byNumber);
    more.put(reshard.number(), reshard);
    return new Reshards(more);
  }

  /** The newest one. */
  public Optional<Reshard> latest() {
    return Optional.ofNullable(byNumber.lastEntry()).map(Map.Entry::getValue);
  }

  /** The one that is not done. */
  public Optional<Reshard> underWay() {
    return latest().filter(reshard -> reshard.phase() != Reshard.Phase.DONE);
  }

  /** Every one, by number. */
  public Collection<Reshard> all() {
    return List.copyOf(byNumber.values());
  }

  /** Whether a history has every table that rows were or are moved by. */
  public boolean areKnownTo(RoutingHistory history) {
    return byNumber.values().stream()
        .allMatch(reshard -> reshard.revision() <= history.latest().revision());
  }

  /**
   * The history that routers go by: a record that is delivered again goes to where its row is or is
   * going to be.
   *
   * @param history every table
   */
  public RoutingHistory routing(RoutingHistory history) {
    return latest().map(reshard -> history.reshardedBefore(reshard.beforeMillis())).orElse(history);
  }

  /**
   * The histories by which rows are found: each row is where at least one of them says. Two while
   * rows are being copied, else one.
   *
   * @param history every table
   */
  public List<RoutingHistory> reading(RoutingHistory history) {
    List<RoutingHistory> places = new ArrayList<>();
    RoutingHistory settled = history;
    for (Reshard reshard : byNumber.values()) {
      if (reshard.isSettled()) {
        settled = settled.reshardedBefore(reshard.beforeMillis());
      }
    }
    places.add(settled);
    latest()
        .filter(reshard -> !reshard.isSettled())
        .ifPresent(reshard -> places.add(history.reshardedBefore(reshard.beforeMillis())));
    return List.copyOf(places);
  }

  /** The layout that routers write rows in; empty where it is the pipeline file's. */
  public Optional<TableLayout> written() {
    return byNumber.descendingMap().values().stream()
        .flatMap(reshard -> reshard.layout().stream())
        .findFirst()
        .map(LayoutChange::to);
  }

  /**
   * The layouts of the tables that rows are found in: each row is in at least one of them. Two
   * while rows are being copied from one to the other; none where it is the pipeline file's.
   */
  public List<TableLayout> readable() {
    return latest()
        .filter(reshard -> !reshard.isSettled())
        .flatMap(Reshard::change)
        .map(change -> List.of(change.from(), change.to()))
        .orElseGet(() -> written().stream().toList());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Reshards that && byNumber.equals(that.byNumber);
  }

  @Override
  public int hashCode() {
    return byNumber.hashCode();
  }

  @Override
  public String toString() {
    return "Reshards" + byNumber.values();
  }
}
