package io.shardsteer.common.steering;

import io.shardsteer.common.pin.Pins;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * All revisions of a pipeline's routing table, ascending; never empty. Immutable, so a router swaps
 * a whole history at once; one with more tables shares what it has in common with the one before.
 *
 * <p>The table in force at a publish time is the one with the highest revision whose effective-from
 * is not later. A revision may therefore overrule an earlier one that has not taken effect yet.
 *
 * <p>Tables of a time long gone may be summarised to {@linkplain Segment segments}. Tables are kept
 * in few bytes each and unpacked when they are asked for; to add one and to find the one in force
 * takes a time that grows with the logarithm of their number.
 */
public final class RoutingHistory {
  /** A table that takes effect this long after it was published is nobody's intention. */
  private static final Duration LONGEST_LEAD = Duration.ofHours(1);

  /** Which tables to keep. */
  @FunctionalInterface
  public interface Kept {
    /** Whether to keep tables of this model, of these shards and with these pins. */
    boolean keeps(ModelRef model, List<Integer> shards, Pins pins);

    /** Whether to keep all that a segment stands for. */
    default boolean keeps(Segment segment) {
      return segment.spreads().stream()
          .map(Segment.Spread::table)
          .allMatch(table -> keeps(segment.model(), segment.last().shards(), table.pins()));
    }
  }

  private final List<Segment> segments;
  private final PackedTables tables;
  private final @Nullable Moment top;
  private final @Nullable Moment lowest;
  private final RoutingTable latest;

  private RoutingHistory(
      List<Segment> segments,
      PackedTables tables,
      @Nullable Moment top,
      @Nullable Moment lowest,
      RoutingTable latest) {
    this.segments = segments;
    this.tables = tables;
    this.top = top;
    this.lowest = lowest;
    this.latest = latest;
  }

  /** A history that begins with the given table. */
  public static RoutingHistory startingWith(RoutingTable first) {
    return of(List.of(), PackedTables.NONE.with(first), first);
  }

  /** All of the tables are gone by. */
  private static RoutingHistory of(
      List<Segment> segments, PackedTables tables, RoutingTable latest) {
    Moment top = null;
    Moment lowest = null;
    for (int table = tables.first(); table < tables.end(); table++) {
      top = Moment.add(top, lowest, table, tables.fromMillis(table));
      lowest = lowest == null ? top : lowest;
    }
    return new RoutingHistory(segments, tables, top, lowest, latest);
  }

  /**
   * This history and one more table.
   *
   * @throws IllegalArgumentException if the table's revision is not the highest so far
   */
  public RoutingHistory with(RoutingTable table) {
    if (table.revision() <= latest().revision()) {
      throw new IllegalArgumentException(
          "Revision %d cannot follow revision %d: revisions are never reused."
              .formatted(table.revision(), latest().revision()));
    }
    return goingBy(tables.with(table), table);
  }

  /** These tables, of which the last one is gone by. */
  private RoutingHistory goingBy(PackedTables more, RoutingTable last) {
    Moment next = Moment.add(top, lowest, more.end() - 1, last.effectiveFromMillis());
    return new RoutingHistory(segments, more, next, lowest == null ? next : lowest, last);
  }

  /**
   * This history and a table that was found on the routing topic, unless there is an {@linkplain
   * #obstacle}. What routed first counts, so a first table replaces the one that was assumed.
   *
   * <p>The table is in force from the latest of three times: the one that it names, the end of its
   * lead after it was published, and the begin of its predecessor. A table whose sending was
   * delayed therefore never takes effect in the past, and everyone who reads the topic computes the
   * same time. The lead is at least the predecessor's, so that routers who know the predecessor
   * know how long they may go on without a look at the topic.
   *
   * @param publishedMillis when it was published to the topic by the broker's clock, epoch
   *     milliseconds
   * @throws BrokenHistoryException if a revision is missing between the newest table and this one
   */
  public RoutingHistory followedBy(RoutingTable found, long publishedMillis) {
    if (found.revision() == 0 && latest().revision() == 0) {
      return segments.isEmpty() && tables().size() == 1 ? startingWith(found) : this;
    }
    if (obstacle(found, publishedMillis).isPresent()) {
      return this;
    }
    if (found.revision() > latest().revision() + 1) {
      throw BrokenHistoryException.gap(latest().revision(), found.revision());
    }
    return with(found.effectiveFrom(inForceFrom(found, publishedMillis)));
  }

  /**
   * This history with a segment instead of the tables, and the segments, that it stands for; one
   * that is part of a known segment changes nothing.
   *
   * @throws BrokenHistoryException if revisions are missing before or behind the segment
   */
  public RoutingHistory summarised(Segment segment) {
    if (segments.stream()
        .anyMatch(
            known -> known.covers(segment.fromRevision()) && known.covers(segment.toRevision()))) {
      return this;
    }
    List<Segment> kept = new ArrayList<>();
    for (Segment known : segments) {
      if (known.toRevision() < segment.fromRevision()) {
        kept.add(known);
      }
    }
    kept.add(segment);
    for (Segment known : segments) {
      if (known.fromRevision() > segment.toRevision()) {
        kept.add(known);
      }
    }
    long summarised = kept.get(kept.size() - 1).toRevision();
    int first = tables.first();
    while (first < tables.end() && tables.revision(first) <= summarised) {
      first++;
    }
    PackedTables exact = tables.from(first);
    requireNoGap(kept, exact);
    return of(List.copyOf(kept), exact, exact.isEmpty() ? lastOf(kept) : latest);
  }

  private static void requireNoGap(List<Segment> segments, PackedTables exact) {
    long revision = segments.get(0).fromRevision();
    for (Segment segment : segments) {
      requireNext(revision, segment.fromRevision());
      revision = segment.toRevision() + 1;
    }
    if (!exact.isEmpty()) {
      requireNext(revision, exact.revision(exact.first()));
    }
  }

  private static void requireNext(long expected, long revision) {
    if (revision != expected) {
      throw BrokenHistoryException.gap(expected - 1, revision);
    }
  }

  private static RoutingTable lastOf(List<Segment> segments) {
    return segments.get(segments.size() - 1).last();
  }

  /**
   * @param used the highest revision that a part of the pipeline has gone by
   * @throws BrokenHistoryException if this history does not reach that far
   */
  public void requireAtLeast(long used) {
    if (used > latest().revision()) {
      throw BrokenHistoryException.shortened(latest().revision(), used);
    }
  }

  /**
   * This history after a table and those behind it were sent later than they were meant to be.
   *
   * @param publishedMillis when the table was published, epoch milliseconds
   */
  public RoutingHistory publishedAt(long revision, long publishedMillis) {
    int number = tables.find(revision);
    if (number <= tables.first() || publishedMillis <= tables.fromMillis(number)) {
      return this;
    }
    PackedTables corrected = tables.until(number);
    RoutingTable last = latest;
    for (int later = number; later < tables.end(); later++) {
      RoutingTable table = tables.table(later);
      long earliest = publishedMillis + tables.traits(number).leadMillis();
      last = table.effectiveFrom(Math.max(earliest, table.effectiveFromMillis()));
      corrected = corrected.with(last);
    }
    return of(segments, corrected, last);
  }

  private long inForceFrom(RoutingTable found, long publishedMillis) {
    RoutingTable newest = latest();
    long lead = Math.max(found.leadMillis(), newest.leadMillis());
    long earliest = Math.max(found.effectiveFromMillis(), publishedMillis + lead);
    return Math.max(earliest, newest.effectiveFromMillis());
  }

  /**
   * Why a table that was found on the routing topic must not be followed; empty if it may be. No
   * controller publishes such a table, but a topic takes what it gets. Everyone who reads the topic
   * asks this, so that all leave out the same ones: one from far ahead would hold up all that
   * follow, one with a shard that nobody has created would hold up the intake.
   *
   * @param publishedMillis when it was published to the topic, epoch milliseconds
   */
  public Optional<String> obstacle(RoutingTable table, long publishedMillis) {
    long newest = latest().revision();
    if (table.revision() <= newest) {
      return Optional.of(
          "revision %d is used already, the newest is %d".formatted(table.revision(), newest));
    }
    long from = table.effectiveFromMillis();
    if (from > publishedMillis + LONGEST_LEAD.toMillis()) {
      return Optional.of(
          "it would take effect at %s, more than %s after it was published"
              .formatted(Instant.ofEpochMilli(from), LONGEST_LEAD));
    }
    if (table.leadMillis() > LONGEST_LEAD.toMillis()) {
      return Optional.of(
          "it would take effect %d ms after it was published, more than %s"
              .formatted(table.leadMillis(), LONGEST_LEAD));
    }
    return strayShard(table)
        .map(shard -> "of its %d shards one is %d".formatted(table.shards().size(), shard));
  }

  /** Controllers number the shards that take records from 0 on, without gaps. */
  private static Optional<Integer> strayShard(RoutingTable table) {
    int count = table.shards().size();
    return table.shards().stream().filter(shard -> shard >= count).findFirst();
  }

  /**
   * The table in force for records published at the given time, epoch milliseconds; of a time that
   * has been summarised, the segment's last one. Before the first table's time it is the first
   * table.
   */
  public RoutingTable at(long publishMillis) {
    return inForceAt(publishMillis).table();
  }

  /** What is in force for records published at the given time, epoch milliseconds. */
  public InForce inForceAt(long publishMillis) {
    if (top != null && lowest != null && isExact(publishMillis)) {
      Moment moment = top.at(publishMillis, lowest);
      Moment above = top.above(moment);
      return exact(moment, above == null ? Long.MAX_VALUE : above.fromMillis() - 1);
    }
    return summary(segmentAt(publishMillis));
  }

  private boolean isExact(long publishMillis) {
    return publishMillis >= exactFromMillis();
  }

  /**
   * The publish time from which on every table is known, epoch milliseconds; before it there are
   * only segments.
   */
  public long exactFromMillis() {
    return segments.isEmpty()
        ? Long.MIN_VALUE
        : lowest == null ? Long.MAX_VALUE : lowest.fromMillis();
  }

  private int segmentAt(long publishMillis) {
    int low = 0;
    int high = segments.size();
    while (low + 1 < high) {
      int middle = (low + high) >>> 1;
      if (segments.get(middle).fromMillis() <= publishMillis) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private InForce summary(int i) {
    Segment segment = segments.get(i);
    boolean isLast = i + 1 == segments.size();
    long next = isLast ? exactFromMillis() : segments.get(i + 1).fromMillis();
    return new InForce(
        i == 0 ? Long.MIN_VALUE : segment.fromMillis(),
        next == Long.MAX_VALUE ? next : next - 1,
        segment.toRevision(),
        segment.model(),
        segment.last().shards(),
        segment::last,
        segment);
  }

  private InForce exact(Moment moment, long toMillis) {
    boolean isFirst = segments.isEmpty() && moment == lowest;
    int table = moment.table();
    return new InForce(
        isFirst ? Long.MIN_VALUE : moment.fromMillis(),
        toMillis,
        tables.revision(table),
        tables.traits(table).model(),
        tables.traits(table).shards(),
        () -> table(table),
        null);
  }

  private RoutingTable table(int number) {
    return tables.revision(number) == latest.revision() ? latest : tables.table(number);
  }

  /**
   * All that is in force for records of some publish times, oldest first; takes no longer the
   * longer the history is before and behind them.
   */
  public List<InForce> inForce(long fromMillis, long toMillis) {
    List<InForce> found = new ArrayList<>();
    if (top != null && lowest != null && isExact(toMillis)) {
      Moment moment = top.at(toMillis, lowest);
      Moment above = top.above(moment);
      long to = above == null ? Long.MAX_VALUE : above.fromMillis() - 1;
      while (moment != null) {
        found.add(exact(moment, to));
        to = moment.fromMillis() - 1;
        boolean isDone = moment == lowest || moment.fromMillis() <= fromMillis;
        moment = isDone ? null : moment.below();
      }
    }
    int segment = fromMillis < exactFromMillis() ? segmentAt(toMillis) : -1;
    boolean isDone = segment < 0;
    while (!isDone) {
      InForce summary = summary(segment);
      if (summary.fromMillis() <= summary.toMillis()) {
        found.add(summary);
      }
      isDone = summary.fromMillis() <= fromMillis || --segment < 0;
    }
    Collections.reverse(found);
    return found;
  }

  /** All that was or is ever in force, oldest first. */
  public List<InForce> inForce() {
    return inForce(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /**
   * This history as if the table in force at a time had been in force from the beginning: where
   * rows are that were published before that time, once they have been moved to that table's
   * shards. All {@link #tables} are kept.
   *
   * @param millis publish time, epoch milliseconds
   */
  public RoutingHistory reshardedBefore(long millis) {
    if (top != null && lowest != null && isExact(millis)) {
      Moment moment = top.at(millis, lowest);
      return moment == lowest && segments.isEmpty()
          ? this
          : new RoutingHistory(List.of(), tables, top, moment, latest);
    }
    int segment = segmentAt(millis);
    return segment == 0
        ? this
        : new RoutingHistory(
            segments.subList(segment, segments.size()), tables, top, lowest, latest);
  }

  /**
   * This history without some tables, as if they had not been published; empty if none would be
   * left.
   *
   * @param kept which tables to keep
   */
  public Optional<RoutingHistory> only(Kept kept) {
    List<Segment> keptSegments = segments.stream().filter(kept::keeps).toList();
    Moment highest = null;
    Moment first = null;
    TableTraits before = null;
    boolean keeps = false;
    for (int table = tables.first(); table < tables.end(); table++) {
      TableTraits traits = tables.traits(table);
      keeps =
          traits.equals(before)
              ? keeps
              : kept.keeps(traits.model(), traits.shards(), traits.pins());
      before = traits;
      if (keeps) {
        highest = Moment.add(highest, first, table, tables.fromMillis(table));
        first = first == null ? highest : first;
      }
    }
    if (highest == null && keptSegments.isEmpty()) {
      return Optional.empty();
    }
    RoutingTable newest = highest == null ? lastOf(keptSegments) : table(highest.table());
    return Optional.of(new RoutingHistory(keptSegments, tables, highest, first, newest));
  }

  /** This part of a history with the last table of the whole one, which has just been added. */
  public RoutingHistory withLatestOf(RoutingHistory whole) {
    return goingBy(whole.tables, whole.latest);
  }

  public RoutingTable latest() {
    return latest;
  }

  /** Every revision that is not summarised, ascending; unpacked one by one when asked for. */
  public List<RoutingTable> tables() {
    return new TableList(tables.end() - tables.first(), i -> table(tables.first() + i));
  }

  private static final class TableList extends AbstractList<RoutingTable> implements RandomAccess {
    private final int size;
    private final IntFunction<RoutingTable> unpack;

    TableList(int size, IntFunction<RoutingTable> unpack) {
      this.size = size;
      this.unpack = unpack;
    }

    @Override
    public RoutingTable get(int index) {
      if (index < 0 || index >= size) {
        throw new IndexOutOfBoundsException(index);
      }
      return unpack.apply(index);
    }

    @Override
    public int size() {
      return size;
    }
  }

  /** What is left of the tables that are summarised, oldest first. */
  public List<Segment> segments() {
    return segments;
  }

  /** The table with a revision; empty if there is none or it is summarised. */
  public Optional<RoutingTable> find(long revision) {
    int number = tables.find(revision);
    return number < 0 ? Optional.empty() : Optional.of(table(number));
  }

  /** The segment that stands for a revision; empty if there is none. */
  public Optional<Segment> segmentOf(long revision) {
    return segments.stream().filter(segment -> segment.covers(revision)).findFirst();
  }

  /** The newest table of a model: one that is not summarised, else a segment's last one. */
  public Optional<RoutingTable> newestOf(long modelVersion) {
    for (int table = tables.end() - 1; table >= tables.first(); table--) {
      if (tables.traits(table).model().version() == modelVersion) {
        return Optional.of(table(table));
      }
    }
    for (int i = segments.size() - 1; i >= 0; i--) {
      if (segments.get(i).model().version() == modelVersion) {
        return Optional.of(segments.get(i).last());
      }
    }
    return Optional.empty();
  }

  /** The first table of a model; empty if it is summarised, or there is none. */
  public Optional<RoutingTable> firstOf(int modelVersion) {
    if (segments.stream().anyMatch(segment -> segment.model().version() == modelVersion)) {
      return Optional.empty();
    }
    for (int table = tables.first(); table < tables.end(); table++) {
      if (tables.traits(table).model().version() == modelVersion) {
        return Optional.of(table(table));
      }
    }
    return Optional.empty();
  }

  /** Since when the newest table's model has been the one of every table, epoch milliseconds. */
  public long latestModelSinceMillis() {
    long since = latest.effectiveFromMillis();
    for (int table = tables.end() - 1; table >= tables.first(); table--) {
      if (!tables.traits(table).model().equals(latest.model())) {
        return since;
      }
      since = tables.fromMillis(table);
    }
    for (int i = segments.size() - 1; i >= 0; i--) {
      if (!segments.get(i).model().equals(latest.model())) {
        return since;
      }
      since = segments.get(i).fromMillis();
    }
    return since;
  }

  /** Whether every table from a revision on goes with a model. */
  public boolean isSince(long revision, int modelVersion) {
    for (int table = tables.end() - 1;
        table >= tables.first() && tables.revision(table) >= revision;
        table--) {
      if (tables.traits(table).model().version() != modelVersion) {
        return false;
      }
    }
    return segments.stream()
        .filter(segment -> segment.toRevision() >= revision)
        .allMatch(segment -> segment.model().version() == modelVersion);
  }

  /** Every model that a table has named, in the order of first use. */
  public List<ModelRef> models() {
    List<ModelRef> models = new ArrayList<>();
    for (Segment segment : segments) {
      add(models, segment.model());
    }
    TableTraits before = null;
    for (int table = tables.first(); table < tables.end(); table++) {
      TableTraits traits = tables.traits(table);
      if (!traits.equals(before)) {
        add(models, traits.model());
      }
      before = traits;
    }
    return models;
  }

  private static void add(List<ModelRef> models, ModelRef model) {
    if (!models.contains(model)) {
      models.add(model);
    }
  }

  /** Every field that a table's pins go by. */
  public Set<String> pinFields() {
    Set<String> fields = new TreeSet<>();
    for (Segment segment : segments) {
      segment.spreads().forEach(spread -> fields.addAll(spread.table().pins().fields()));
    }
    TableTraits before = null;
    for (int table = tables.first(); table < tables.end(); table++) {
      TableTraits traits = tables.traits(table);
      if (!traits.equals(before)) {
        fields.addAll(traits.pins().fields());
      }
      before = traits;
    }
    return fields;
  }

  /** Every shard that a table has named, ascending. */
  public NavigableSet<Integer> shards() {
    NavigableSet<Integer> shards = new TreeSet<>();
    segments.forEach(segment -> shards.addAll(segment.shards()));
    TableTraits before = null;
    for (int table = tables.first(); table < tables.end(); table++) {
      TableTraits traits = tables.traits(table);
      if (!traits.equals(before)) {
        shards.addAll(traits.shards());
      }
      before = traits;
    }
    return shards;
  }
}
