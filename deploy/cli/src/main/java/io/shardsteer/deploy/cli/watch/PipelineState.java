package io.shardsteer.deploy.cli.watch;

import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline has done so far, by its own account.
 *
 * @param sizes records of each shard that takes records, by shard id, with what an operator adopted
 *     by `resync-sizes`
 * @param retired records that are in shards that take none any more, by shard id
 * @param rejects rejected records, by reason
 * @param history every routing table; null before the controller has published one
 * @param reshards every move of stored rows
 * @param decisionLog every decision, oldest first
 * @param reports the newest report of each incarnation of a router instance
 * @param reads what readers and probes have reported in the last minute
 */
public record PipelineState(
    List<Long> sizes,
    Map<Integer, Long> retired,
    Map<String, Long> rejects,
    @Nullable RoutingHistory history,
    Reshards reshards,
    List<LoggedDecision> decisionLog,
    List<ShardReport> reports,
    ReadsSummary reads) {
  public PipelineState {
    sizes = List.copyOf(sizes);
    retired = Map.copyOf(retired);
    rejects = Map.copyOf(rejects);
    decisionLog = List.copyOf(decisionLog);
    reports = List.copyOf(reports);
  }

  public long routed() {
    return sizes.stream().mapToLong(Long::longValue).sum()
        + retired.values().stream().mapToLong(Long::longValue).sum();
  }

  public long rejected() {
    return rejects.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Largest shard / mean shard, of those that take records; 1 where there is nothing yet. */
  public double imbalance() {
    return Imbalance.of(sizes);
  }

  /** The newest table; empty before the controller has published one. */
  public Optional<RoutingTable> newestTable() {
    return Optional.ofNullable(history).map(RoutingHistory::latest);
  }

  /** Every table that is not summarised, by revision; unpacked when it is asked for. */
  public List<RoutingTable> tables() {
    return history == null ? List.of() : history.tables();
  }

  /** What is no longer known of old tables, and who missed it; empty where all are known. */
  public Optional<String> summary() {
    if (history == null || history.segments().isEmpty()) {
      return Optional.empty();
    }
    long late = reports.stream().mapToLong(ShardReport::summarisedRecords).sum();
    String text =
        "Old tables: up to revision %,d summarised to %,d segments; %,d records were delivered again from that time%s"
            .formatted(
                history.segments().get(history.segments().size() - 1).toRevision(),
                history.segments().size(),
                late,
                late == 0
                    ? ""
                    : " and may have two rows: set history.exact_for longer than backlogs");
    return Optional.of(text);
  }

  /** How many decisions of a kind there were. */
  public long decisions(String kind) {
    return decisionLog.stream().filter(entry -> entry.kind().equals(kind)).count();
  }
}
