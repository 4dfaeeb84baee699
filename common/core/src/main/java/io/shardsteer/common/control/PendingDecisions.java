package io.shardsteer.common.control;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.control.ControllerAction.Answer;
import io.shardsteer.common.control.ControllerAction.LogDecision;
import io.shardsteer.common.control.ControllerAction.PublishTable;
import io.shardsteer.common.control.ControllerAction.RequestMove;
import io.shardsteer.common.control.ControllerAction.RequestRetrain;
import io.shardsteer.common.control.ControllerAction.SaveCheckpoint;
import io.shardsteer.common.control.ControllerAction.SaveLoad;
import io.shardsteer.common.control.ControllerAction.Summarise;
import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.message.LoadBucket;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.MoveRequest;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.RowPartitions;
import io.shardsteer.common.steering.Segment;
import io.shardsteer.common.steering.SplitPoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What was decided: the history of tables, and the actions not handed over yet. */
final class PendingDecisions {
  private RoutingHistory history;
  private List<ControllerAction> actions = new ArrayList<>();
  private RowPartitions partitions;
  private long leadMillis = RoutingTable.LEAST_LEAD_MILLIS;
  private boolean keepKeyTogether = true;
  private Pins pins = Pins.NONE;

  PendingDecisions(RoutingHistory history) {
    this.history = history;
    partitions = history.latest().partitions();
    pins = history.latest().pins();
  }

  /** Rows of tables to come go into these partitions. */
  void divideRows(RowPartitions newPartitions) {
    partitions = newPartitions;
  }

  /** How the tables are published, break ties and pin records from now on. */
  void reconfigure(PipelineConfig config) {
    leadMillis = config.control().tableLead().toMillis();
    keepKeyTogether = config.shards().keepKeyTogether();
    pins = config.shards().pins();
  }

  /** True if the newest table pins other records than is configured. */
  boolean pinsDiffer() {
    return !latest().pins().equals(pins.within(latest().shards().size()));
  }

  /** True if the newest table breaks ties in another way than is configured. */
  boolean tiesDiffer() {
    return latest().keepKeyTogether() != keepKeyTogether;
  }

  /** Publishes the newest table once more, breaking ties as is configured. */
  void publishTies(long nowMillis) {
    RoutingTable table = latest();
    String message =
        keepKeyTogether
            ? "Equal records of one key share a shard from now on."
            : "Equal records of one key are spread by their ids from now on.";
    publish(
        table.model(),
        table.splitPoints(),
        table.shards(),
        nextEffectiveFrom(nowMillis, leadMillis),
        message);
    note(nowMillis, "reconfigured", "keep_key_together", message);
  }

  /** A table has been sent, perhaps later than it was meant to be. */
  void published(long revision, long nowMillis) {
    history = history.publishedAt(revision, nowMillis);
  }

  RoutingHistory history() {
    return history;
  }

  RoutingTable latest() {
    return history.latest();
  }

  /** The table before any change is published once more, in case that nobody has it. */
  void publishFirst() {
    actions.add(new PublishTable(history.latest()));
  }

  /**
   * Publishes the next revision; it counts as published from now on.
   *
   * @param splitPoints of all intervals; those of shards that take pinned records alone become
   *     empty
   */
  RoutingTable publish(
      ModelRef model,
      SplitPoints splitPoints,
      List<Integer> shards,
      long effectiveFrom,
      String reason) {
    Pins its = pins.within(shards.size());
    var table =
        new RoutingTable(
            latest().revision() + 1,
            model,
            OrderedIntervals.of(shards, its.exclusiveShards()).emptied(splitPoints),
            shards,
            effectiveFrom,
            leadMillis,
            keepKeyTogether,
            reason,
            partitions,
            its);
    history = history.with(table);
    actions.add(new PublishTable(table));
    return table;
  }

  /** When the next table may take effect: the lead from now, and after every earlier table. */
  long nextEffectiveFrom(long nowMillis, long leadMillis) {
    return Math.max(nowMillis + leadMillis, latest().effectiveFromMillis() + 1);
  }

  /** Whether anything has been decided since the last call of {@link #handOver}. */
  boolean isPending() {
    return !actions.isEmpty();
  }

  void save(ControllerCheckpoint checkpoint) {
    actions.add(new SaveCheckpoint(checkpoint));
  }

  void save(LoadBucket bucket) {
    actions.add(new SaveLoad(bucket));
  }

  void answer(CommandAnswer answer) {
    actions.add(new Answer(answer));
  }

  void request(RetrainRequest request) {
    actions.add(new RequestRetrain(request));
  }

  void request(MoveRequest request) {
    actions.add(new RequestMove(request));
  }

  void note(long nowMillis, String kind, String trigger, String message) {
    note(nowMillis, kind, trigger, message, Map.of(), Map.of(), Map.of());
  }

  void note(
      long nowMillis,
      String kind,
      String trigger,
      String message,
      Map<String, Double> before,
      Map<String, Double> expected,
      Map<String, Double> after) {
    note(nowMillis, kind, trigger, message, "", before, expected, after);
  }

  /**
   * @param who the operator whose decision it is; empty: the controller's own
   */
  void note(
      long nowMillis,
      String kind,
      String trigger,
      String message,
      String who,
      Map<String, Double> before,
      Map<String, Double> expected,
      Map<String, Double> after) {
    actions.add(
        new LogDecision(
            new LoggedDecision(
                nowMillis,
                kind,
                trigger,
                latest().revision(),
                latest().model().version(),
                message,
                who,
                before,
                expected,
                after)));
  }

  /** Has a segment published instead of what it stands for. */
  void summarise(Segment segment, List<String> replacedKeys) {
    history = history.summarised(segment);
    actions.add(new Summarise(segment, replacedKeys));
  }

  /** Hands over the actions since the last call, in order. */
  List<ControllerAction> handOver() {
    List<ControllerAction> handed = List.copyOf(actions);
    actions = new ArrayList<>();
    return handed;
  }
}
