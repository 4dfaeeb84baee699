package io.shardsteer.deploy.cli.demo;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.pulsar.Waiting;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.LivePush;
import io.shardsteer.deploy.cli.rollout.Operator;
import io.shardsteer.deploy.cli.watch.PipelineWatch;
import io.shardsteer.deploy.reader.ShardReader;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;

/**
 * Lets stored rows follow the order by themselves: turns {@code reshard.mode: automatic} on, asks
 * over all time as readers would, and waits until the controller has measured what the move has
 * brought.
 */
final class FollowingRows {
  private static final Duration MOST = Duration.ofMinutes(15);
  private static final long PAUSE_MILLIS = 1_000;

  /** Questions of a second: the controller wants twenty to tell a gain by. */
  private static final int AT_ONCE = 4;

  private final Cluster cluster;
  private final PipelineConfig config;
  private final LivePush push;
  private final Screen screen;

  /**
   * @param config already {@linkplain Cluster#place placed} on the cluster
   */
  FollowingRows(Cluster cluster, PipelineConfig config, LivePush push, Screen screen) {
    this.cluster = cluster;
    this.config = config;
    this.push = push;
    this.screen = screen;
  }

  /**
   * Waits for the first move and its effect, 15 minutes at most.
   *
   * @param queries over all time
   */
  Summary.Followed await(PulsarClient client, PipelineWatch watch, BoxQueries queries)
      throws IOException {
    screen.say("Stored rows are to follow the order: reshard.mode is automatic from now on");
    PipelineConfig automatic = automatic();
    push.push(config, automatic, Operator.wants("the demo lets stored rows follow"));
    long beginNanos = System.nanoTime();
    int told = watch.state().decisionLog().size();
    try (PulsarAdmin admin = cluster.admin();
        CqlSession session = cluster.cassandra(automatic);
        ShardReader reader = ShardReader.open(automatic, client, admin, session)) {
      double before = queries.meanRead(reader);
      boolean isMeasured = false;
      for (int asked = 0; !isMeasured && seconds(beginNanos) < MOST.toSeconds(); asked += AT_ONCE) {
        queries.ask(reader, asked, AT_ONCE);
        Waiting.forMillis(PAUSE_MILLIS);
        List<LoggedDecision> log = watch.state().decisionLog();
        for (LoggedDecision entry : log.subList(told, log.size())) {
          screen.say("  %s: %s".formatted(entry.kind(), entry.message()));
          isMeasured |= entry.kind().equals("reshard_measured");
        }
        told = log.size();
      }
      return new Summary.Followed(
          isMeasured, seconds(beginNanos), before, queries.meanRead(reader));
    }
  }

  private PipelineConfig automatic() {
    Map<String, Object> keys = new HashMap<>(PipelineConfigs.toMap(config));
    keys.put("reshard", Map.of("mode", "automatic", "rate", "5000 rows/s"));
    return PipelineConfigs.fromMap(keys);
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }
}
