package io.shardsteer.deploy.cli.watch;

import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RoutingTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pipeline has done so far, by its own account.
 *
 * @param sizes records of each shard that takes records, by shard id
 * @param retired records that are in shards that take none any more, by shard id
 * @param rejects rejected records, by reason
 * @param tables every routing table, by revision
 * @param reshards every move of stored rows
 * @param decisionLog every decision, oldest first
 * @param reports the newest report of each incarnation of a router instance
 * @param reads what readers and probes have reported in the last minute
 */
public record PipelineState(
    List<Long> sizes,
    Map<Integer, Long> retired,
    Map<String, Long> rejects,
    List<RoutingTable> tables,
    Reshards reshards,
    List<LoggedDecision> decisionLog,
    List<ShardReport> reports,
    ReadsSummary reads) {
  public PipelineState {
    sizes = List.copyOf(sizes);
    retired = Map.copyOf(retired);
    rejects = Map.copyOf(rejects);
    tables = List.copyOf(tables);
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
    return tables.isEmpty() ? Optional.empty() : Optional.of(tables.get(tables.size() - 1));
  }

  /** How many decisions of a kind there were. */
  public long decisions(String kind) {
    return decisionLog.stream().filter(entry -> entry.kind().equals(kind)).count();
  }
}
