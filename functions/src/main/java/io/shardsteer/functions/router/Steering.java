package io.shardsteer.functions.router;

import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.retry.Backoff;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.LateUse;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RevisionOrder;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.Segment;
import io.shardsteer.common.store.ShardStore;
import io.shardsteer.functions.router.RoutingFreshness.Verdict;
import io.shardsteer.functions.router.UsableTables.Obstacles;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a router steers by: the tables that may be used, joined with the models that are loaded,
 * swapped as a whole whenever either changes. Thread-safe. What may be used is decided by {@link
 * UsableTables}; this class holds what that follows from.
 *
 * <p>A record whose table has no model yet waits for it, because going elsewhere would leave a
 * second row behind if the record were delivered again. Five kinds of tables are passed over, as if
 * they had not been published: those whose model was refused, for good; those whose model an
 * operator gave up, whose package is lost; those that pin records by a field which this router does
 * not read; those that name a shard without a place for rows, until it has one; and those that
 * arrived while the router ran and whose model could not be fetched for longer than the patience,
 * until it can. At the start no model is passed over for being away: what routed before the restart
 * has to route after it.
 *
 * <p>No record is placed before every table of its publish time is known, or before it is durable
 * that a table was used which may not be the one in force.
 */
final class Steering implements ModelCache.Listener, RevisionOrder.Sink {
  private static final Logger LOG = LoggerFactory.getLogger(Steering.class);

  /** How long a new table waits to hear whether its shards have places. */
  private static final Duration PLACES_PATIENCE = Duration.ofSeconds(5);

  /** How long a record waits for the routing topic's answer before it is routed in doubt. */
  private static final Duration TOPIC_PATIENCE = Duration.ofSeconds(5);

  /** How far ahead of this machine's clock publish times are believed. */
  private static final Duration CLOCK_ALLOWANCE = Duration.ofMinutes(1);

  /** Uses ahead of the clock are noted by spans of this length. */
  private static final long AHEAD_SPAN_MILLIS = 60_000;

  /** All that a record is placed by; replaced as a whole. */
  private record View(UsableTables tables, RoutingSnapshot snapshot) {
    boolean passesOver() {
      return !tables.instead().isEmpty();
    }
  }

  private final ModelCache cache;
  private final ShardPlaces places;
  private final Duration patience;
  private final RoutingFreshness freshness;
  private final UseNotes notes;
  private final Map<Integer, String> refused = new HashMap<>();
  private final Set<Integer> missing = new HashSet<>();
  private final Set<Integer> known = new HashSet<>();
  private Set<Integer> skipped = Set.of();
  private final Set<String> unread = new HashSet<>();
  private @Nullable Set<String> fields;
  private RoutingHistory history;
  private Reshards reshards = Reshards.NONE;
  private boolean begun;
  private volatile View view;

  /** The latest publish time that a view was taken for, but for those ahead of the clock. */
  private volatile long placedMillis = Long.MIN_VALUE;

  /**
   * @param initial the table before any other
   * @param store may lack places for the rows of some shards
   * @param patience how long a newly arrived table's model may take before it is passed over
   * @param notes takes by which other table than the one in force records are routed, so that
   *     readers look for them there
   */
  Steering(
      RoutingTable initial,
      ModelSource source,
      ShardStore store,
      ScheduledExecutorService background,
      Duration patience,
      UseNotes.Sink notes) {
    this(initial, source, store, background, patience, TOPIC_PATIENCE, notes);
  }

  /**
   * @param topicPatience how long a record waits for the routing topic's answer
   */
  Steering(
      RoutingTable initial,
      ModelSource source,
      ShardStore store,
      ScheduledExecutorService background,
      Duration patience,
      Duration topicPatience,
      UseNotes.Sink notes) {
    this.patience = patience;
    this.notes = new UseNotes(notes);
    history = RoutingHistory.startingWith(initial);
    view = new View(UsableTables.of(history, Obstacles.NONE), RoutingSnapshot.of(history));
    freshness =
        new RoutingFreshness(
            topicPatience, CLOCK_ALLOWANCE, System::currentTimeMillis, this::endDoubt);
    freshness.lead(initial.leadMillis());
    places = new ShardPlaces(store, background, PLACES_PATIENCE, this::placesFound);
    cache =
        new ModelCache(
            source,
            background,
            Backoff.doubling(Duration.ofMillis(200), Duration.ofSeconds(10))
                .spread(() -> ThreadLocalRandom.current().nextDouble()),
            this);
  }

  /**
   * Takes one more table, unless it {@linkplain RoutingHistory#obstacle must not be followed}.
   * Waits for the store's word on shards that are new.
   *
   * @param publishedMillis when it was published by the broker's clock, epoch milliseconds
   * @throws io.shardsteer.common.steering.BrokenHistoryException if a revision is missing before it
   */
  @Override
  public void table(RoutingTable table, long publishedMillis) {
    if (isNews(table, publishedMillis)) {
      places.look(table.shards());
    }
    take(table, publishedMillis);
  }

  private synchronized boolean isNews(RoutingTable table, long publishedMillis) {
    return begun && history.obstacle(table, publishedMillis).isEmpty();
  }

  private synchronized void take(RoutingTable table, long publishedMillis) {
    if (table.revision() > 0) {
      Optional<String> obstacle = history.obstacle(table, publishedMillis);
      if (obstacle.isPresent()) {
        LOG.error("Table ignored revision={} because={}", table.revision(), obstacle.get());
        return;
      }
    } else if (begun) {
      // A controller that starts publishes revision 0 once more.
      return;
    }
    RoutingHistory before = history;
    history = history.followedBy(table, publishedMillis);
    freshness.lead(history.latest().leadMillis());
    if (begun) {
      LOG.info(
          "Table arrived revision={} model={} effectiveFrom={} inForceFrom={} reason={}",
          table.revision(),
          table.model().version(),
          table.effectiveFromMillis(),
          history.latest().effectiveFromMillis(),
          table.reason());
      cache.request(table.model());
      noteUnread(table);
      UsableTables tables = view.tables();
      boolean isNext = tables.obstacles().equals(obstacles()) && tables.history() == before;
      if (isNext) {
        swap(tables.with(history), history.latest().effectiveFromMillis());
      } else {
        swap();
      }
    }
  }

  /**
   * Takes a summary of old tables in their place. Records that were published then are not expected
   * any more; one that comes all the same goes by the last of the tables.
   */
  @Override
  public synchronized void segment(Segment segment) {
    history = history.summarised(segment);
    if (begun) {
      view = new View(UsableTables.of(history, obstacles()), view.snapshot());
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

  /** Asks the topic from now on whether it has tables that have not arrived. */
  void ask(RoutingFreshness.Topic topic) {
    freshness.ask(topic);
  }

  /**
   * Starts steering, with the tables that are there.
   *
   * @param nowMillis epoch milliseconds; the models of the table in force then and of the newest
   *     one are loaded
   */
  void begin(long nowMillis) {
    places.look(history().shards());
    start(nowMillis);
  }

  /** Every table that has arrived, whether steering has begun or not. */
  synchronized RoutingHistory history() {
    return history;
  }

  private synchronized void start(long nowMillis) {
    begun = true;
    history.models().forEach(model -> known.add(model.version()));
    view = new View(UsableTables.of(history, Obstacles.NONE), view.snapshot());
    swap();
    cache.request(history.at(nowMillis).model());
    cache.request(history.latest().model());
  }

  /** The tables and models to decide by now; nothing but the first table before the begin. */
  RoutingSnapshot snapshot() {
    return view.snapshot();
  }

  /**
   * The tables and models to decide a record by; for one thread. Waits until all tables of its
   * publish time are known or cannot be, and until it is durable if another table than the one in
   * force is used.
   */
  RoutingSnapshot snapshotFor(long publishMillis) throws InterruptedException {
    boolean knows = freshness.knows(publishMillis);
    if (knows) {
      place(publishMillis);
    }
    View now = view;
    return knows && !now.passesOver() ? now.snapshot() : awaitFor(publishMillis);
  }

  /** Noted before the view is read: whoever swaps it learns of every record that went by it. */
  private void place(long publishMillis) {
    if (publishMillis > placedMillis) {
      placedMillis = publishMillis;
    }
  }

  private RoutingSnapshot awaitFor(long publishMillis) throws InterruptedException {
    while (true) {
      Verdict verdict = freshness.await(publishMillis);
      if (verdict != Verdict.AHEAD) {
        place(publishMillis);
      }
      View now = view;
      note(now.tables(), verdict, publishMillis);
      if (now.snapshot() == view.snapshot()) {
        return now.snapshot();
      }
    }
  }

  private void note(UsableTables tables, Verdict verdict, long publishMillis)
      throws InterruptedException {
    Optional<LateUse> instead = tables.insteadAt(publishMillis);
    if (instead.isPresent()) {
      notes.cover(instead.get(), publishMillis);
    } else if (verdict == Verdict.IN_DOUBT) {
      long from = freshness.knownUntilMillis() + 1;
      notes.cover(unsure(tables.used(), from, publishMillis, LateUse.GOING_ON), publishMillis);
    } else if (verdict == Verdict.AHEAD) {
      long from = Math.floorDiv(publishMillis, AHEAD_SPAN_MILLIS) * AHEAD_SPAN_MILLIS;
      notes.keep(unsure(tables.used(), from, publishMillis, from + AHEAD_SPAN_MILLIS - 1));
    }
  }

  /** The use of the table at hand while there may be a newer one. */
  private static LateUse unsure(
      RoutingHistory used, long fromMillis, long publishMillis, long toMillis) {
    RoutingTable table = used.at(publishMillis);
    long from = Math.min(publishMillis, Math.max(fromMillis, table.effectiveFromMillis()));
    return new LateUse(table.revision(), from, toMillis);
  }

  /**
   * Has a model loaded and waits for the next snapshot.
   *
   * @param version the model that a record waits for
   * @param publishMillis the record's publish time
   * @param seen the snapshot that lacks it
   */
  RoutingSnapshot awaitModel(int version, long publishMillis, RoutingSnapshot seen)
      throws InterruptedException {
    synchronized (this) {
      requestAgain(version);
      while (view.snapshot() == seen) {
        wait();
      }
    }
    return snapshotFor(publishMillis);
  }

  private void requestAgain(int version) {
    history.models().stream()
        .filter(model -> model.version() == version)
        .findFirst()
        .ifPresent(cache::request);
  }

  /**
   * A publish time, or where that lies far ahead of this machine's clock, what is believed of it.
   */
  long believed(long publishMillis) {
    return freshness.believed(publishMillis);
  }

  /** True if the table of a publish time is no longer known, as it has been summarised. */
  boolean isSummarised(long publishMillis) {
    return publishMillis < view.tables().history().exactFromMillis();
  }

  /** True if a newer table than the one that decided should have, had its model been there. */
  boolean isLate(long publishMillis, long revision) {
    return view.passesOver() && wasPassedOver(publishMillis, revision);
  }

  private synchronized boolean wasPassedOver(long publishMillis, long revision) {
    return reshards.routing(history).at(publishMillis).revision() > revision;
  }

  /**
   * Passes over the tables that arrive from now on and whose pins go by other fields.
   *
   * @param read the fields that this router reads
   */
  synchronized void reads(FieldPaths read) {
    fields = Set.copyOf(read.paths());
  }

  private void noteUnread(RoutingTable table) {
    Set<String> known = fields;
    for (String field : table.pins().fields()) {
      if (known != null && !known.contains(field) && unread.add(field)) {
        LOG.error(
            "Records are pinned by a field that this router does not read field={}\n{}",
            field,
            "It goes on without these pins; `steer deploy` restarts routers with the field.");
      }
    }
  }

  /** Passes over the tables of these models, and of no others that were skipped before. */
  synchronized void skip(Set<Integer> models) {
    if (!skipped.equals(models)) {
      skipped = Set.copyOf(models);
      if (begun) {
        swap();
      }
    }
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
    UsableTables now = view.tables();
    Obstacles obstacles = obstacles();
    boolean isSame = now.history() == history && now.obstacles().equals(obstacles);
    swap(isSame ? now : UsableTables.of(history, obstacles), isSame ? Long.MAX_VALUE : 0);
  }

  /**
   * @param fromMillis the first publish time for which other tables may be used than before
   */
  private void swap(UsableTables tables, long fromMillis) {
    RoutingHistory before = view.tables().used();
    view = new View(tables, RoutingSnapshot.of(reshards.routing(tables.used()), cache.models()));
    noteLateness(before, tables, fromMillis);
    notifyAll();
  }

  private Obstacles obstacles() {
    Set<Integer> models = new HashSet<>(missing);
    models.addAll(refused.keySet());
    models.addAll(skipped);
    return new Obstacles(models, places.missing(), unread);
  }

  /**
   * Ends the notes of tables that are no longer used. The rest is the last net: should the clocks
   * of brokers have differed by more than a lead, records were placed by another table than the one
   * that has turned out to be in force.
   */
  private void noteLateness(RoutingHistory before, UsableTables tables, long fromMillis) {
    long latest = placedMillis;
    if (latest >= fromMillis && begun) {
      for (LateUse use : LateUse.between(before, tables.history(), fromMillis, latest)) {
        if (tables.instead().stream().noneMatch(other -> includes(other, use))) {
          notes.add(use);
        }
      }
    }
    notes.endAllBut(tables.instead(), latest);
  }

  private static boolean includes(LateUse whole, LateUse part) {
    return whole.revision() == part.revision()
        && whole.fromMillis() <= part.fromMillis()
        && whole.toMillis() >= part.fromMillis();
  }

  /** The topic answers again, and all that it had has arrived. */
  private synchronized void endDoubt() {
    notes.endAllBut(view.tables().instead(), placedMillis);
  }

  /** Ends the notes of all uses: this router routes no more. */
  synchronized void end() {
    notes.endAllBut(List.of(), placedMillis);
  }
}
