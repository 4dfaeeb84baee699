package io.shardsteer.functions.metrics;

import io.shardsteer.common.adapter.pulsar.TopicFollower;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.TableMessage;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.steering.SteeringHistory;
import io.shardsteer.common.steering.SteeringTable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * What a helm needs to know of the time before it started.
 *
 * @param history every table so far; the initial one if there are none
 * @param reports the last report of each incarnation of a router
 */
record HelmMemory(SteeringHistory history, Collection<ShardReport> reports) {
  /**
   * Reads it from the compacted topics, to their present ends.
   *
   * @throws PulsarClientException if they cannot be read
   */
  static HelmMemory read(PulsarClient client, Topics topics, PipelineConfig config)
      throws PulsarClientException {
    var tables = new TreeMap<Long, SteeringTable>();
    TopicFollower.readThrough(
        client,
        topics.tables(),
        message -> {
          SteeringTable table = MessageCodec.decode(message.getData(), TableMessage.class).table();
          tables.putIfAbsent(table.revision(), table);
        });
    Map<String, ShardReport> reports = new HashMap<>();
    TopicFollower.readThrough(
        client,
        topics.reports(),
        message -> {
          ShardReport report = MessageCodec.decode(message.getData(), ShardReport.class);
          reports.put(report.incarnation(), report);
        });
    return new HelmMemory(history(List.copyOf(tables.values()), config), reports.values());
  }

  private static SteeringHistory history(List<SteeringTable> tables, PipelineConfig config) {
    if (tables.isEmpty()) {
      return SteeringHistory.startingWith(
          SteeringTable.initial(config.shards().targetShardCount()));
    }
    SteeringHistory history = SteeringHistory.startingWith(tables.get(0));
    for (SteeringTable table : tables.subList(1, tables.size())) {
      history = history.with(table);
    }
    return history;
  }
}
