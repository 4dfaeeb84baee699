package io.shardsteer.functions.router;

import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.LateUse;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.store.ShardStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a router steers by: the history of tables joined with the models that are loaded, swapped as
 * a whole whenever either changes. Thread-safe.
 *
 * <p>A record whose table has no model yet waits for it, because going elsewhere would leave a
 * second row behind if the record were delivered again. Three kinds of tables are passed over, as
 * if they had not been published: those whose model was refused, for good; those that name a shard
 * without a place for rows, until it has one; and those that arrived while the router ran and whose
 * model could not be fetched for longer than the patience, until it can. At the start no model is
 * passed over for being away: what routed before the restart has to route after it.
 */
final class Steering implements ModelCache.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Steering.class);

  /** How long a new table waits to hear whether its shards have places. */
  private static final Duration PLACES_PATIENCE = Duration.ofSeconds(5);

  private final ModelCache cache;
  private final ShardPlaces places;
  private final Duration patience;
  private final Map<Integer, String> refused = new HashMap<>();
  private final Set<Integer> missing = new HashSet<>();
  private final Set<Integer> known = new HashSet<>();
  private final Consumer<LateUse> lateTables;
  private RoutingHistory history;

  /** The tables that are gone by: all but those that are passed over. */
  private RoutingHistory used;

  private Reshards reshards = Reshards.NONE;
  private boolean begun;
  private volatile RoutingSnapshot snapshot;
  private volatile boolean passesOver;

  /** The latest publish time that a snapshot was taken for. */
  private volatile long latestMillis = Long.MIN_VALUE;

  /**
   * @param initial the table before any other
   * @param store may lack places for the rows of some shards
   * @param patience how long a newly arrived table's model may take before it is passed over
   * @param lateTables told by which other table than the one in force records were routed, so that
   *     readers look for them there
   */
  Steering(
      RoutingTable initial,
      ModelSource source,
      ShardStore store,
      ScheduledExecutorService background,
      Duration patience,
      Consumer<LateUse> lateTables) {
    this.patience = patience;
    this.lateTables = lateTables;
    history = RoutingHistory.startingWith(initial);
    used = history;
    snapshot = RoutingSnapshot.of(history);
    places = new ShardPlaces(store, background, PLACES_PATIENCE, this::placesFound);
    cache =
        new ModelCache(
            source, background, new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10)), this);
  }

  /**
   * Takes one more table, unless it {@linkplain RoutingHistory#obstacle must not be followed}.
   * Waits for the store's word on shards that are new.
   *
   * @param publishedMillis when it was published, epoch milliseconds
   */
  void add(RoutingTable table, long publishedMillis) {
    if (isNews(table, publishedMillis)) {
      places.look(table.shards());
    }
    take(table, publishedMillis);
  }

  private synchronized boolean isNews(RoutingTable table, long publishedMillis) {
    return begun && history.obstacle(table, publishedMillis).isEmpty();
  }

  private synchronized void take(RoutingTable table, long publishedMillis) {
    if (!begun && table.revision() == 0 && history.latest().revision() == 0) {
      // What routed first counts, not what the present configuration would start with.
      history = RoutingHistory.startingWith(table);
      return;
    }
    Optional<String> obstacle = history.obstacle(table, publishedMillis);
    if (obstacle.isPresent()) {
      // A controller that starts publishes revision 0 once more.
      if (table.revision() > 0) {
        LOG.error("Table ignored revision={} because={}", table.revision(), obstacle.get());
      }
      return;
    }
    history = history.with(table);
    if (begun) {
      LOG.info(
          "Table arrived revision={} model={} effectiveFrom={} reason={}",
          table.revision(),
          table.model().version(),
          table.effectiveFromMillis(),
          table.reason());
      cache.request(table.model());
      swap();
    }
  }

  /**
   * Takes how far a move of stored rows is: what is delivered again goes to where its row is going
   * to be.
   *
   * @return false if the table is not there yet by which rows move, so that this router cannot go
   *     by it yet
   */
  synchronized boolean add(Reshard reshard) {
    Reshards more = reshards.with(reshard);
    if (!more.equals(reshards)) {
      reshards = more;
      if (begun) {
        cache.request(history.at(reshard.beforeMillis()).model());
        swap();
      }
    }
    return reshards.areKnownTo(history);
  }

  /**
   * Starts steering, with the tables that are there.
   *
   * @param nowMillis epoch milliseconds; the models of the table in force then and of the newest
   *     one are loaded
   */
  void begin(long nowMillis) {
    Set<Integer> shards = new HashSet<>();
    history().tables().forEach(table -> shards.addAll(table.shards()));
    places.look(shards);
    start(nowMillis);
  }

  private synchronized RoutingHistory history() {
    return history;
  }

  private synchronized void start(long nowMillis) {
    begun = true;
    history.tables().forEach(table -> known.add(table.model().version()));
    used = history;
    swap();
    cache.request(history.at(nowMillis).model());
    cache.request(history.latest().model());
  }

  /** The tables and models to decide by now. */
  RoutingSnapshot snapshot() {
    return snapshot;
  }

  /** The tables and models to decide a record by; for one thread. */
  RoutingSnapshot snapshotFor(long publishMillis) {
    // Noted before the snapshot is read: whoever swaps it learns of every record that went by it.
    if (publishMillis > latestMillis) {
      latestMillis = publishMillis;
    }
    return snapshot;
  }

  /**
   * Has a model loaded and waits for the next snapshot.
   *
   * @param version the model that a record waits for
   * @param seen the snapshot that lacks it
   */
  synchronized RoutingSnapshot awaitModel(int version, RoutingSnapshot seen)
      throws InterruptedException {
    requestAgain(version);
    while (snapshot == seen) {
      wait();
    }
    return snapshot;
  }

  private void requestAgain(int version) {
    history.tables().stream()
        .map(RoutingTable::model)
        .filter(model -> model.version() == version)
        .findFirst()
        .ifPresent(cache::request);
  }

  /** True if a newer table than the one that decided should have, had its model been there. */
  boolean isLate(long publishMillis, long revision) {
    return passesOver && wasPassedOver(publishMillis, revision);
  }

  private synchronized boolean wasPassedOver(long publishMillis, long revision) {
    return reshards.routing(history).at(publishMillis).revision() > revision;
  }

  /** Models that were refused and why, by version. */
  synchronized Map<Integer, String> refused() {
    return Map.copyOf(refused);
  }

  @Override
  public synchronized void loaded(RoutedModel model) {
    missing.remove(model.version());
    known.add(model.version());
    swap();
  }

  @Override
  public synchronized void refused(ModelRef model, String reason) {
    refused.put(model.version(), reason);
    missing.remove(model.version());
    swap();
  }

  @Override
  public synchronized void missing(ModelRef model, Duration sinceRequest) {
    boolean overdue = sinceRequest.compareTo(patience) > 0;
    if (overdue && !known.contains(model.version()) && missing.add(model.version())) {
      LOG.error(
          "Routing on without a model that cannot be fetched version={} package={}",
          model.version(),
          model.packageUrl());
      swap();
    }
  }

  private synchronized void placesFound() {
    swap();
  }

  private void swap() {
    passesOver = !refused.isEmpty() || !missing.isEmpty() || places.areMissing();
    RoutingHistory before = used;
    used = usable();
    List<LateUse> toCome = LateUse.between(used, history, LateUse.GOING_ON);
    toCome.forEach(lateTables);
    snapshot = RoutingSnapshot.of(reshards.routing(used), cache.models());
    noteLateness(before, toCome);
    notifyAll();
  }

  /** Records may have been routed for whose time another table has turned out to be in force. */
  private void noteLateness(RoutingHistory before, List<LateUse> toCome) {
    for (LateUse use : LateUse.between(before, history, latestMillis)) {
      boolean goesOn =
          toCome.stream()
              .anyMatch(
                  other ->
                      other.revision() == use.revision() && other.fromMillis() == use.fromMillis());
      if (!goesOn) {
        LOG.warn(
            "Routed by an old table revision={} fromPublishTime={} toPublishTime={}",
            use.revision(),
            use.fromMillis(),
            use.toMillis());
        lateTables.accept(use);
      }
    }
  }

  private RoutingHistory usable() {
    if (!passesOver) {
      return history;
    }
    RoutingHistory usable = null;
    for (RoutingTable table : history.tables()) {
      int version = table.model().version();
      if (!refused.containsKey(version)
          && !missing.contains(version)
          && !places.areMissing(table)) {
        usable = usable == null ? RoutingHistory.startingWith(table) : usable.with(table);
      }
    }
    // Where no table can be gone by, nothing has been deployed yet, and the intake waits for it.
    return usable == null ? history : usable;
  }
}
