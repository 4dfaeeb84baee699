package io.shardsteer.mover;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.cassandra.CassandraShardRows;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.locate.PlaceChanges;
import io.shardsteer.common.locate.PlacementContext;
import io.shardsteer.common.message.MoveRequest;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.ReshardMessage.Progress;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.KnownTables;
import io.shardsteer.common.pulsar.LateUses;
import io.shardsteer.common.pulsar.OperationException;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.ReshardFollower;
import io.shardsteer.common.pulsar.Waiting;
import io.shardsteer.common.steering.InForce;
import io.shardsteer.common.steering.LayoutChange;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshard.Phase;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.store.RowLayouts;
import io.shardsteer.common.store.ShardRows;
import io.shardsteer.mover.TablePart.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * Moves stored rows to where the present routing table puts them. Reading starts here.
 *
 * <p>The order of things makes it safe to be killed at any moment and to run while records are
 * routed and read: the move is announced; every router goes by it, so that from then on no row
 * comes to an old place; rows are copied; readers are told to look in the new places alone; only
 * then rows are deleted from the old places, each after its copy was read back.
 */
public final class Resharding {
  /**
   * How rows are moved.
   *
   * @param throttle holds rows back
   * @param rowsPerSecond that it lets pass at most; for the plan
   * @param lag records published within this time before the start stay where they are
   * @param patience how long routers may take to answer and to work off their input
   * @param gate passed before rows move, and after each page
   * @param request what the controller has asked for; empty: an operator moves rows
   * @param change the layout that rows get; none: they keep theirs
   */
  public record Options(
      Throttle throttle,
      double rowsPerSecond,
      Duration lag,
      Duration patience,
      MoveGate gate,
      Optional<MoveRequest> request,
      Optional<LayoutChange> change) {
    /** Of a move that an operator begins. */
    public Options(
        double rowsPerSecond,
        Duration lag,
        Duration patience,
        MoveGate gate,
        Optional<LayoutChange> change) {
      this(
          new Throttle(() -> rowsPerSecond),
          rowsPerSecond,
          lag,
          patience,
          gate,
          Optional.empty(),
          change);
    }
  }

  private final PulsarClient client;
  private final PulsarAdmin admin;
  private final CqlSession session;
  private final PipelineConfig config;
  private final Topics topics;
  private final Options options;
  private final MoveListener listener;

  /**
   * @param config names the Cassandra that the session is of
   * @param listener hears how it goes
   */
  public Resharding(
      PulsarClient client,
      PulsarAdmin admin,
      CqlSession session,
      PipelineConfig config,
      Options options,
      MoveListener listener) {
    this.client = client;
    this.admin = admin;
    this.session = session;
    this.config = config;
    this.options = options;
    this.listener = listener;
    topics = Topics.beside(config.input().topic(), config.pipeline());
  }

  /** What would be moved; moves nothing. */
  public MovePlan plan() throws PulsarClientException {
    RoutingHistory history = history();
    Reshard reshard = underWay().map(ReshardMessage::reshard).orElseGet(() -> next(history, 0));
    return mover(history, reshard).plan();
  }

  private Optional<ReshardMessage> underWay() {
    try {
      return ReshardJournal.newest(client, topics).filter(Resharding::isUnderWay);
    } catch (PulsarClientException e) {
      throw unreadable(e);
    }
  }

  private static boolean isUnderWay(ReshardMessage message) {
    return message.reshard().phase() != Phase.DONE;
  }

  /**
   * Begins a move, or goes on with the one that is under way, and ends it.
   *
   * @throws OperationException if it cannot go on; another run does
   */
  public void run() throws PulsarClientException {
    try (ReshardJournal journal = ReshardJournal.open(client, topics)) {
      options.gate().pass();
      RoutingHistory history = history();
      Optional<ReshardMessage> last = journal.before();
      Optional<ReshardMessage> open = last.filter(Resharding::isUnderWay);
      ReshardMessage at =
          open.orElseGet(
              () -> begun(next(history, last.map(it -> it.reshard().number()).orElse(0))));
      Reshard reshard = at.reshard();
      requireAskedFor(reshard);
      listener.says(
          "%s %d: what was published before %s goes to where revision %d puts it."
              .formatted(
                  open.isPresent() ? "Goes on with move" : "Move",
                  reshard.number(),
                  Instant.ofEpochMilli(reshard.beforeMillis()),
                  reshard.revision()));
      if (reshard.phase() == Phase.COPYING) {
        move(reshard).ifPresent(move -> makeTables(move, history, reshard));
      }
      RowMover mover = mover(history, reshard);
      MovePlan plan = mover.plan();
      plan.lines(options.rowsPerSecond()).forEach(listener::says);
      at = counting(at, plan);
      if (reshard.phase() == Phase.COPYING) {
        awaitRouters(journal, at);
        // Tables may have come while they answered, and have placed rows.
        mover = mover(history(), reshard).knowing(mover);
        at = copied(journal, mover, at, plan);
      }
      delete(journal, mover, at, plan);
    }
  }

  /** With as many rows planned as are known to have to move now. */
  private static ReshardMessage counting(ReshardMessage at, MovePlan plan) {
    Progress before = at.progress();
    boolean copies = at.reshard().phase() == Phase.COPYING;
    long planned = copies ? plan.moving() : plan.moving() + before.deleted();
    return at.with(new Progress(planned, before.copied(), before.deleted()));
  }

  private void awaitRouters(ReshardJournal journal, ReshardMessage at) {
    journal.write(at);
    int routers =
        new RouterInstances(client, admin, config, options.patience())
            .awaitAll(call -> journal.write(at.calling(call)));
    listener.says("Every router goes by it: %d".formatted(routers));
  }

  private ReshardMessage copied(
      ReshardJournal journal, RowMover mover, ReshardMessage from, MovePlan plan) {
    var pass = new CountedPass(listener.begins("Copied", plan.moving()));
    mover.copy(
        Position.parse(from.shard(), from.page()),
        pass,
        next -> {
          journal.write(
              from.at(next.part().shard(), next.text()).with(from.progress().copied(pass.rows())));
          options.gate().pass();
        });
    ReshardMessage deleting =
        from.at(0, "").in(Phase.DELETING).with(from.progress().copied(pass.rows()));
    journal.write(deleting);
    listener.says("Every row is in its new place. Readers look there alone from now on.");
    return deleting;
  }

  private void delete(ReshardJournal journal, RowMover mover, ReshardMessage from, MovePlan plan) {
    Reshard reshard = from.reshard();
    var pass = new CountedPass(listener.begins("Deleted", plan.moving()));
    RowMover.Deleted deleted =
        mover.delete(
            from.records(),
            from.bytes(),
            pass,
            (records, bytes) -> {
              journal.write(
                  from.growing(records, bytes).with(from.progress().deleted(pass.rows())));
              options.gate().pass();
            });
    listener.says("Counts what is there");
    List<String> differences = mover.differences(deleted, listener::says);
    if (!differences.isEmpty()) {
      throw new OperationException(
          "The shards do not hold what they should:\n  %s\nRows were written or ran out meanwhile, or were lost. Begin the move again: it moves what is left and counts once more."
              .formatted(String.join("\n  ", differences)));
    }
    move(reshard).ifPresent(this::dropTables);
    journal.write(
        from.growing(deleted.records(), deleted.bytes())
            .in(Phase.DONE)
            .with(from.progress().deleted(pass.rows())));
    listener.says(
        "Move %d is done: every row published before %s is where revision %d puts it, and nowhere else."
            .formatted(
                reshard.number(),
                Instant.ofEpochMilli(reshard.beforeMillis()),
                reshard.revision()));
  }

  private void requireAskedFor(Reshard reshard) {
    if (options.change().isPresent() && !options.change().equals(reshard.change())) {
      throw new OperationException(
          "Move %d is under way, and it does not give rows the layout that is asked for.\nRun `steer reshard` without --to-layout: it ends that move. Then begin this one."
              .formatted(reshard.number()));
    }
  }

  private Optional<LayoutMove> move(Reshard reshard) {
    return reshard.change().map(change -> new LayoutMove(session, config, change));
  }

  private void makeTables(LayoutMove move, RoutingHistory history, Reshard reshard) {
    move.makeTables(history.reshardedBefore(reshard.beforeMillis()).shards().last() + 1);
    listener.says("Rows of all times go from " + move);
  }

  private void dropTables(LayoutMove move) {
    move.dropTables();
    listener.says(
        "The tables that rows have left are empty and dropped. Deploy the pipeline file next: it has to say row_order: %s."
            .formatted(move.to().storage().layout().rowOrder().name().toLowerCase(Locale.ROOT)));
  }

  /** Rows that a pass has dealt with. */
  private static final class CountedPass implements MoveListener.Pass {
    private final MoveListener.Pass pass;
    private long rows;

    CountedPass(MoveListener.Pass pass) {
      this.pass = pass;
    }

    long rows() {
      return rows;
    }

    @Override
    public void add(long more) {
      rows += more;
      pass.add(more);
    }

    @Override
    public void end() {
      pass.end();
    }
  }

  private ReshardMessage begun(Reshard reshard) {
    return new ReshardMessage(
        reshard,
        "",
        0,
        "",
        Map.of(),
        Map.of(),
        options.request().map(MoveRequest::id).orElse(""),
        Progress.NONE);
  }

  private RoutingHistory history() throws PulsarClientException {
    return KnownTables.read(client, topics, config.shards().targetShardCount())
        .orElseThrow(
            () ->
                new OperationException(
                    "Pipeline %s has no routing table yet.\nWait for its controller: `steer status`"
                        .formatted(config.pipeline())));
  }

  /** A new move to the table in force, once that table's shards have been so for the lag. */
  private Reshard next(RoutingHistory history, int lastNumber) {
    long now = System.currentTimeMillis();
    RoutingTable present = history.at(now);
    if (present.shards().size() != config.shards().targetShardCount()) {
      throw new OperationException(
          "The routing table in force has %d shards, but the pipeline file says %d.\nPush the pipeline file first, or wait until its table is in force: `steer push-config FILE`"
              .formatted(present.shards().size(), config.shards().targetShardCount()));
    }
    long since = Math.max(since(history, present), wantedMillis(history));
    long before = now - options.lag().toMillis();
    if (since > before) {
      listener.says(
          "Waits for %s: so long after their beginning rows can be moved to these shards."
              .formatted(MovePlan.duration((since - before) / 1e3)));
      Waiting.forMillis(since - before);
      before = since;
    }
    return new Reshard(
        lastNumber + 1,
        before,
        history.at(before).revision(),
        Phase.COPYING,
        options.change().stream().toList());
  }

  /** When the table began that the request wants, where that is known. */
  private long wantedMillis(RoutingHistory history) {
    return options
        .request()
        .flatMap(it -> history.find(it.revision()))
        .map(RoutingTable::effectiveFromMillis)
        .orElse(Long.MIN_VALUE);
  }

  /** When a table began that has the same shards and after which no other had other ones. */
  private static long since(RoutingHistory history, RoutingTable present) {
    Set<Integer> shards = Set.copyOf(present.shards());
    long since = Long.MIN_VALUE;
    boolean isSame = false;
    for (InForce inForce : history.inForce(Long.MIN_VALUE, present.effectiveFromMillis())) {
      boolean wasSame = isSame;
      isSame = Set.copyOf(inForce.shards()).equals(shards);
      since = isSame && !wasSame ? inForce.fromMillis() : since;
    }
    return since;
  }

  private RowMover mover(RoutingHistory history, Reshard reshard) {
    RoutingTable table = history.at(reshard.beforeMillis());
    if (table.revision() != reshard.revision()) {
      throw new OperationException(
          "Revision %d, by which rows move, is not in force at its time: it is revision %d."
              .formatted(reshard.revision(), table.revision()));
    }
    return move(reshard)
        .map(move -> mover(move, history, reshard, table))
        .orElseGet(() -> mover(history, reshard, table));
  }

  /** Within the tables that there are. */
  private RowMover mover(RoutingHistory history, Reshard reshard, RoutingTable table) {
    PipelineConfig present = RowLayouts.written(config, moves());
    CassandraShardRows rows = CassandraShardRows.of(session, present);
    SortedSet<Integer> shards = LayoutMove.tables(history, present, session);
    Supplier<PlaceChanges> changes =
        () -> PlaceChanges.of(before(reshard, history), table, reshard.beforeMillis());
    return new RowMover(
        rows,
        RowPlaces.of(present, table, admin),
        reshard,
        present.storage().layout().isByPosition()
            ? new OrderPartitions(rows, shards, changes)
            : new WholeTables(rows, () -> concerned(shards, changes.get()), shards.size()),
        options.throttle());
  }

  private static Collection<Integer> concerned(Set<Integer> shards, PlaceChanges changes) {
    return shards.stream().filter(changes.shards()::contains).toList();
  }

  /** What has placed rows so far, without the move; what routers have said of it until now. */
  private PlacementContext before(Reshard reshard, RoutingHistory history) {
    try {
      return new PlacementContext(
          history,
          ReshardJournal.before(reshard.number(), client, topics),
          LateUses.read(client, topics),
          System.currentTimeMillis() - PlacementContext.SETTLING.toMillis());
    } catch (PulsarClientException e) {
      throw new OperationException(
          "What has placed rows so far cannot be read: " + e.getMessage(), e);
    }
  }

  /** From the tables of one layout to those of another. */
  private RowMover mover(
      LayoutMove move, RoutingHistory history, Reshard reshard, RoutingTable table) {
    Function<RoutingTable, Places> places = RowPlaces.each(move.to(), admin);
    ShardRows rows = move.rows();
    return new RowMover(
        rows,
        new LayoutPlaces(places.apply(table), reshard.beforeMillis(), history, places),
        reshard,
        WholeTables.all(rows, move.tables(history)),
        options.throttle());
  }

  private Reshards moves() {
    try {
      return ReshardFollower.known(client, topics);
    } catch (PulsarClientException e) {
      throw unreadable(e);
    }
  }

  private OperationException unreadable(PulsarClientException e) {
    return new OperationException(
        "Topic %s cannot be read: %s"
            .formatted(
                topics.reshards(),
                PulsarFailures.told(e, "Is the pipeline deployed there? `steer deploy FILE`")),
        e);
  }
}
