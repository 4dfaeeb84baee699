package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.Topics;
import java.util.ArrayList;
import java.util.List;

/**
 * The topics that a pipeline needs and what is kept in each.
 *
 * @param topics all of them, the input topic first
 */
public record PipelineTopics(List<Topic> topics) {
  /** For ever, as Pulsar's admin API writes it. */
  static final int UNLIMITED = -1;

  private static final int DAY = 24 * 60;
  private static final long MEGABYTE = 1 << 20;

  /**
   * @param name full name
   * @param retentionMinutes how long acknowledged messages are kept; -1: for ever; 0: not at all
   * @param compactionBytes backlog that starts a compaction; 0: not compacted
   * @param anySchema whether every schema is welcome, because the input topic has accepted it
   */
  public record Topic(String name, int retentionMinutes, long compactionBytes, boolean anySchema) {
    static Topic kept(String name, int minutes) {
      return new Topic(name, minutes, 0, false);
    }

    private static Topic compacted(String name, int minutes, long bytes) {
      return new Topic(name, minutes, bytes, false);
    }

    boolean hasRetention() {
      return retentionMinutes != 0;
    }
  }

  public PipelineTopics {
    topics = List.copyOf(topics);
  }

  /** The topics of a pipeline. */
  public static PipelineTopics of(PipelineConfig config) {
    Topics names = Topics.beside(config.input().topic(), config.pipeline());
    List<Topic> all = new ArrayList<>();
    // The input topic is its owner's: it is created where it is missing, and left as it is.
    all.add(Topic.kept(config.input().topic(), 0));
    for (int shard = 0; shard < config.shards().targetShardCount(); shard++) {
      // A shard without a reader yet must not lose what was routed to it.
      all.add(new Topic(names.shard(shard), UNLIMITED, 0, true));
    }
    // Routers and readers of any time need every table and its late uses, the newest configuration
    // and the last
    // report of every incarnation, which is the memory of sizes.
    all.add(Topic.compacted(names.tables(), UNLIMITED, MEGABYTE));
    all.add(Topic.compacted(names.lateTables(), UNLIMITED, MEGABYTE));
    all.add(Topic.compacted(names.config(), UNLIMITED, MEGABYTE));
    // Nor can rows be found without every move of them.
    all.add(Topic.compacted(names.reshards(), UNLIMITED, MEGABYTE));
    // A dead letter that is kept must not be sent twice.
    all.add(Topic.compacted(names.replays(), UNLIMITED, MEGABYTE));
    all.add(Topic.compacted(names.reports(), DAY, 4 * MEGABYTE));
    // The trainer reads the newest samples. A bound on their size would have to exceed the backlog
    // quota, which is the operator's; the routers bound their rate.
    all.add(Topic.kept(names.samples(), DAY + outcomeMinutes(config)));
    if (!config.outcomes().topic().isEmpty()) {
      // The trainer looks back at outcomes as far as at the samples that they belong to.
      all.add(new Topic(config.outcomes().topic(), DAY + outcomeMinutes(config), 0, true));
    }
    all.add(Topic.kept(names.retrainRequests(), 7 * DAY));
    all.add(Topic.kept(names.trainingOutcomes(), 7 * DAY));
    all.add(Topic.kept(names.moveRequests(), 7 * DAY));
    all.add(Topic.kept(names.configAnswers(), 7 * DAY));
    all.add(Topic.kept(names.commands(), 7 * DAY));
    all.add(Topic.kept(names.commandAnswers(), 7 * DAY));
    all.add(Topic.compacted(names.controllerStatus(), DAY, MEGABYTE));
    all.add(Topic.compacted(names.controllerCheckpoint(), UNLIMITED, MEGABYTE));
    // The trainer looks back at what was asked.
    int asked = (int) config.queryLearning().window().toMinutes() + 1;
    all.add(
        Topic.kept(
            names.queryReports(), config.queryLearning().learned() ? Math.max(60, asked) : 60));
    int decisionMinutes = (int) config.history().decisionsFor().toMinutes();
    all.add(Topic.kept(names.decisionLog(), decisionMinutes));
    all.add(Topic.kept(names.deadLetters(), UNLIMITED));
    return new PipelineTopics(all);
  }

  /** How much longer samples are needed where their outcomes are known only later. */
  private static int outcomeMinutes(PipelineConfig config) {
    return config.outcomes().isNone() ? 0 : (int) config.outcomes().latest().toMinutes() + 1;
  }
}
