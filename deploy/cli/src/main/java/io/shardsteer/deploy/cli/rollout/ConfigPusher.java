package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.message.ConfigAnswer;
import io.shardsteer.common.message.ConfigPush;
import io.shardsteer.common.message.ControllerCommand.Origin;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.RouterFunction;
import io.shardsteer.common.pulsar.SteerFunction;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.pulsar.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;

/** Pushes a configuration to the running parts of a pipeline and collects their answers. */
public final class ConfigPusher {
  /** The compacted topic keeps the newest message of its one key. */
  private static final String KEY = "config";

  private static final String REMEDY = "Is it deployed there? `steer deploy FILE`";

  private final Cluster cluster;
  private final Duration patience;

  /**
   * @param patience how long answers are waited for
   */
  public ConfigPusher(Cluster cluster, Duration patience) {
    this.cluster = cluster;
    this.patience = patience;
  }

  /**
   * What became of a push.
   *
   * @param answers by part
   * @param silent parts that should have answered and did not
   */
  public record Outcome(Map<String, ConfigAnswer> answers, List<String> silent) {
    public Outcome {
      answers = Map.copyOf(answers);
      silent = List.copyOf(silent);
    }

    /** Whether every part now runs with it. */
    public boolean isApplied() {
      return silent.isEmpty() && !isRefused();
    }

    /** Whether a part did not take it. */
    public boolean isRefused() {
      return !answers.values().stream().allMatch(ConfigAnswer::accepted);
    }
  }

  /**
   * The configuration that the parts of a pipeline run with.
   *
   * @param named says which pipeline
   * @return what was deployed or pushed last; empty if the pipeline was never deployed there
   */
  public Optional<PipelineConfig> running(PipelineConfig named) {
    Topics topics = Topics.beside(named.input().topic(), named.pipeline());
    List<ConfigPush> newest = new ArrayList<>();
    try (PulsarClient client = cluster.client()) {
      if (TopicFollower.exists(client, topics.config())) {
        TopicFollower.readThrough(
            client,
            topics.config(),
            message -> {
              newest.clear();
              newest.add(MessageCodec.decode(message.getData(), ConfigPush.class));
            });
      }
    } catch (PulsarClientException e) {
      throw new CommandException(
          "The configuration of pipeline %s cannot be read: %s"
              .formatted(named.pipeline(), PulsarFailures.told(e, REMEDY)),
          e);
    }
    return newest.stream().findFirst().map(push -> PipelineConfigs.fromMap(push.config()));
  }

  /**
   * @param config already {@linkplain Cluster#place placed} on the cluster
   * @param origin who pushes it and why
   * @param heard gets every answer as it comes
   */
  public Outcome push(PipelineConfig config, Origin origin, Consumer<ConfigAnswer> heard) {
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    List<String> parts = parts(config);
    ConfigPush push = push(config, origin);
    Map<String, ConfigAnswer> answers = new ConcurrentSkipListMap<>();
    try (PulsarClient client = cluster.client()) {
      TopicFollower following =
          TopicFollower.follow(
              client,
              topics.configAnswers(),
              message -> {
                ConfigAnswer answer = MessageCodec.decode(message.getData(), ConfigAnswer.class);
                if (answer.pushId().equals(push.id())
                    && answers.put(answer.part(), answer) == null) {
                  heard.accept(answer);
                }
              });
      publish(client, topics, push);
      long deadline = System.nanoTime() + patience.toNanos();
      while (!answers.keySet().containsAll(parts) && System.nanoTime() < deadline) {
        following.requireFollowing();
        Waiting.forMillis(50);
      }
    } catch (PulsarClientException e) {
      throw unpublished(config, e);
    }
    List<String> silent = new ArrayList<>(parts);
    silent.removeAll(answers.keySet());
    return new Outcome(new TreeMap<>(answers), silent);
  }

  /**
   * Makes a configuration the one that parts find when they start, whatever was pushed before it;
   * waits for no answer. The topics must be there.
   */
  static void publish(Cluster cluster, PipelineConfig config) {
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    try (PulsarClient client = cluster.client()) {
      publish(client, topics, push(config, Operator.wants("")));
    } catch (PulsarClientException e) {
      throw unpublished(config, e);
    }
  }

  private static ConfigPush push(PipelineConfig config, Origin origin) {
    return new ConfigPush(
        origin.id(), PipelineConfigs.toMap(config), false, origin.who(), origin.reason());
  }

  private static void publish(PulsarClient client, Topics topics, ConfigPush push)
      throws PulsarClientException {
    try (Producer<byte[]> producer =
        client.newProducer(Schema.BYTES).topic(topics.config()).create()) {
      producer.newMessage().key(KEY).value(MessageCodec.encode(push)).send();
    }
  }

  private static CommandException unpublished(PipelineConfig config, PulsarClientException e) {
    return new CommandException(
        "The configuration of pipeline %s cannot be published: %s"
            .formatted(config.pipeline(), PulsarFailures.told(e, REMEDY)),
        e);
  }

  /** Who should answer: every instance of the router, the controller and the trainer. */
  private List<String> parts(PipelineConfig config) {
    try (PulsarAdmin admin = cluster.admin()) {
      Set<String> routers = new RouterFunction(admin, config).instances();
      if (routers.isEmpty()) {
        throw new CommandException(
            "Function %s is not there.\nDeploy the pipeline first: `steer deploy FILE`"
                .formatted(SteerFunction.ROUTER.name(config.pipeline())));
      }
      List<String> parts = new ArrayList<>(List.of("controller", "trainer"));
      parts.addAll(routers);
      return parts;
    }
  }
}
