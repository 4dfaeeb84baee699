package io.shardsteer.deploy.cli.watch;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.control.QueryStats;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.RouterReport;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.SteerMessage;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.message.WholeReports;
import io.shardsteer.common.pulsar.KnownTables;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.RoutingFollower;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.deploy.cli.rollout.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ObjLongConsumer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline's parts say about themselves: routing tables, router reports and the decision
 * log, up to now and as they come. Thread-safe.
 */
public final class PipelineWatch implements AutoCloseable {
  private final int shardCount;
  private final KnownTables tables;
  private final Map<String, ShardReport> reports = new ConcurrentHashMap<>();
  private final Map<Integer, ReshardMessage> reshards = new ConcurrentHashMap<>();
  private final List<LoggedDecision> decisionLog = new CopyOnWriteArrayList<>();
  private final QueryStats reads = new QueryStats();
  private final List<TopicFollower> followers = new ArrayList<>();
  private volatile Map<Integer, Long> adopted = Map.of();
  private @Nullable RoutingFollower routing;

  private PipelineWatch(int shardCount) {
    this.shardCount = shardCount;
    tables = new KnownTables(shardCount);
  }

  /**
   * Reads everything so far, then follows.
   *
   * @throws CommandException if the pipeline's topics cannot be read
   */
  public static PipelineWatch follow(PulsarClient client, PipelineConfig config) {
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    PipelineWatch watch = new PipelineWatch(config.shards().targetShardCount());
    WholeReports whole = new WholeReports();
    try {
      watch.routing = RoutingFollower.follow(client, topics, watch.tables, failure -> {});
      watch.follow(
          client,
          topics.reports(),
          RouterReport.class,
          (message, publishedMillis) ->
              whole
                  .whole(message)
                  .ifPresent(report -> watch.reports.put(report.incarnation(), report)));
      watch.follow(
          client,
          topics.decisionLog(),
          LoggedDecision.class,
          (entry, publishedMillis) -> watch.decisionLog.add(entry));
      watch.follow(
          client,
          topics.reshards(),
          ReshardMessage.class,
          (message, publishedMillis) -> watch.reshards.put(message.reshard().number(), message));
      watch.follow(
          client,
          topics.controllerStatus(),
          ControllerStatus.class,
          (status, publishedMillis) -> watch.adopted = status.corrections().records());
      watch.follow(
          client,
          topics.queryReports(),
          QueryReport.class,
          (report, publishedMillis) -> watch.accept(report));
      return watch;
    } catch (PulsarClientException e) {
      watch.close();
      throw new CommandException(
          "The topics of pipeline %s cannot be read: %s\n%s"
              .formatted(
                  config.pipeline(),
                  PulsarFailures.reason(e),
                  PulsarFailures.remedy(e, "Is it deployed there? `steer deploy FILE`")),
          e);
    }
  }

  private <T extends SteerMessage> void follow(
      PulsarClient client, String topic, Class<T> type, ObjLongConsumer<T> consumer)
      throws PulsarClientException {
    followers.add(
        TopicFollower.follow(
            client,
            topic,
            message ->
                consumer.accept(
                    MessageCodec.decode(message.getData(), type),
                    TopicFollower.publishMillis(message))));
  }

  private void accept(QueryReport report) {
    synchronized (reads) {
      reads.accept(report, System.currentTimeMillis());
    }
  }

  private ReadsSummary readsNow() {
    synchronized (reads) {
      reads.advance(System.currentTimeMillis());
      return new ReadsSummary(reads.queries(), reads.fanOut(), reads.millisByShard());
    }
  }

  /**
   * What is known now.
   *
   * @throws io.shardsteer.common.pulsar.UnreadableTopicException if a message could not be read
   */
  public PipelineState state() {
    followers.forEach(TopicFollower::requireFollowing);
    Objects.requireNonNull(routing).requireFollowing();
    RoutingHistory known = tables.now().orElse(null);
    int taking = known == null ? shardCount : known.latest().shards().size();
    NavigableMap<Integer, Long> records = new TreeMap<>();
    for (int shard = 0; shard < taking; shard++) {
      records.put(shard, 0L);
    }
    Map<String, Long> rejects = new TreeMap<>();
    for (ShardReport report : reports.values()) {
      report.records().forEach((shard, count) -> records.merge(shard, count, Long::sum));
      report.rejects().forEach((reason, count) -> rejects.merge(reason, count, Long::sum));
    }
    Reshards moves = Reshards.NONE;
    for (ReshardMessage moved : reshards.values()) {
      moves = moves.with(moved.reshard());
      moved.records().forEach((shard, count) -> records.merge(shard, count, Long::sum));
    }
    adopted.forEach(
        (shard, surplus) ->
            records.merge(shard, surplus, (size, more) -> Math.max(0, size + more)));
    return new PipelineState(
        List.copyOf(records.headMap(taking).values()),
        records.tailMap(taking),
        rejects,
        known,
        moves,
        List.copyOf(decisionLog),
        List.copyOf(reports.values()),
        readsNow());
  }

  @Override
  public void close() {
    followers.forEach(TopicFollower::close);
    if (routing != null) {
      routing.close();
    }
  }
}
