package io.shardsteer.functions.metrics;

import io.shardsteer.common.cassandra.CassandraCredentials;
import io.shardsteer.common.change.KeyRule.Part;
import io.shardsteer.common.change.RunningConfig;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.control.Controller;
import io.shardsteer.common.message.ConfigPush;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.RouterReport;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.message.WholeReports;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.pulsar.MessagePublisher;
import io.shardsteer.common.pulsar.PackageStore;
import io.shardsteer.common.pulsar.RoutingFollower;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.steering.FollowedHistory;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.store.RowLayouts;
import io.shardsteer.functions.runtime.BackgroundThreads;
import io.shardsteer.functions.runtime.ConfigPushes;
import io.shardsteer.functions.runtime.FunctionSettings;
import io.shardsteer.functions.runtime.Secrets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.functions.api.Context;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running controller: its parts, put together, and how they end. */
final class ControllerInstance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControllerInstance.class);

  private static final long LONGEST_TICK_MILLIS = 500;
  private static final long FETCH_PAUSE_MILLIS = 2_000;

  /** How often it is looked whether tables are old. */
  private static final long SUMMARY_PAUSE_MILLIS = 60_000;

  private final ScheduledExecutorService controllerThread =
      BackgroundThreads.start("shardsteer-controller", 1);
  private final ScheduledExecutorService checking =
      BackgroundThreads.start("shardsteer-candidates", 1);
  private final ScheduledExecutorService probing = BackgroundThreads.start("shardsteer-probes", 1);
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final RunningConfig config;
  private volatile Reshards moves = Reshards.NONE;
  private @Nullable ControllerLoop loop;
  private WholeReports reports = new WholeReports();

  private ControllerInstance(PipelineConfig config) {
    this.config = new RunningConfig(Part.CONTROLLER, config);
  }

  /**
   * Puts a controller together and starts it; waits while another one decides.
   *
   * @throws PulsarClientException if a topic cannot be used
   */
  static ControllerInstance start(Context context) throws PulsarClientException {
    FunctionSettings settings = FunctionSettings.of(context.getUserConfigMap());
    var instance = new ControllerInstance(settings.pipeline());
    try {
      instance.begin(context, settings);
    } catch (PulsarClientException | RuntimeException | Error e) {
      // An exclusive producer that was left open would have the next start wait for itself.
      instance.close();
      throw e;
    }
    return instance;
  }

  private void begin(Context context, FunctionSettings settings) throws PulsarClientException {
    PipelineConfig pipeline = config.current();
    Topics topics = Topics.beside(pipeline.input().topic(), pipeline.pipeline());
    PulsarClient client = context.getPulsarClient();
    var packages =
        new PackageStore(settings.admin(context), () -> ModelPackage.maxBytes(config.current()));
    LOG.info("Waiting to be the only controller pipeline={}", pipeline.pipeline());
    var actions = new PulsarControllerActions(client, topics);
    parts.add(actions);
    parts.add(ConfigPushes.follow(client, topics, "controller", this::reconfigure, context::fatal));
    FollowedHistory tables = followTables(client, topics, context);
    ControllerMemory memory = ControllerMemory.read(client, topics, tables);
    var statuses = MessagePublisher.open(client, topics.controllerStatus());
    parts.add(statuses);
    ControllerLoop started = begin(memory, actions, context, new StatusPublisher(statuses));
    parts.add(
        TopicFollower.follow(
            client,
            topics.queryReports(),
            message -> onQueries(MessageCodec.decode(message.getData(), QueryReport.class)),
            context::fatal));
    if (pipeline.storage().enabled()) {
      probe(client, topics, CassandraCredentials.from(Secrets.of(context)));
    }
    parts.add(
        new TrainingOutcomes(
            client,
            topics,
            new CandidateCheck(packages::fetch, config::current, FETCH_PAUSE_MILLIS),
            started,
            checking,
            context::fatal));
    followReshards(client, topics, started, context::fatal);
    parts.add(new OperatorCommandTopic(client, topics, started, context::fatal));
    var unused =
        checking.scheduleWithFixedDelay(
            () -> started.tell((controller, now) -> controller.onTopic(tables.now(), now)),
            SUMMARY_PAUSE_MILLIS,
            SUMMARY_PAUSE_MILLIS,
            TimeUnit.MILLISECONDS);
    LOG.info(
        "Controller started pipeline={} revision={} incarnations={}",
        pipeline.pipeline(),
        memory.history().latest().revision(),
        memory.reports().size());
  }

  /**
   * Probes are told on the topic, where operators see them too; the controller reads them from it.
   */
  private void probe(PulsarClient client, Topics topics, Optional<CassandraCredentials> login)
      throws PulsarClientException {
    MessagePublisher publisher = MessagePublisher.open(client, topics.queryReports());
    parts.add(publisher);
    parts.add(
        ShardProbes.start(
            () -> RowLayouts.written(config.current(), moves),
            login,
            report -> {
              var unused =
                  publisher
                      .send(report.reader(), report)
                      .exceptionally(
                          failure -> {
                            LOG.debug(
                                "Probes lost pipeline={}", config.current().pipeline(), failure);
                            return null;
                          });
            },
            probing));
  }

  private synchronized ControllerLoop begin(
      ControllerMemory memory,
      ControllerActions actions,
      Context context,
      StatusPublisher statuses) {
    var started =
        new ControllerLoop(
            new Controller(
                config.current(),
                memory.history(),
                memory.reports(),
                memory.checkpoint(),
                memory.buckets()),
            actions,
            controllerThread,
            Clock.systemUTC(),
            context::fatal);
    var metrics = new ControllerMetrics(context::recordMetric);
    started.begin(this::tickMillis, metrics::record, statuses::take);
    loop = started;
    reports = memory.whole();
    return started;
  }

  /** The tables as everyone else reads them. */
  private FollowedHistory followTables(PulsarClient client, Topics topics, Context context)
      throws PulsarClientException {
    var tables =
        new FollowedHistory(
            RoutingTable.initial(
                config.current().shards().targetShardCount(),
                config.current().control().tableLead().toMillis(),
                config.current().shards().keepKeyTogether()),
            obstacle -> LOG.error("Table ignored {}", obstacle));
    parts.add(RoutingFollower.follow(client, topics, tables, context::fatal));
    return tables;
  }

  /** Moves from before the start are taken silently: the decision log has them. */
  private void followReshards(
      PulsarClient client, Topics topics, ControllerLoop started, Consumer<Throwable> onEnd)
      throws PulsarClientException {
    var live = new AtomicBoolean();
    parts.add(
        TopicFollower.follow(
            client,
            topics.reshards(),
            message -> {
              ReshardMessage moved = MessageCodec.decode(message.getData(), ReshardMessage.class);
              moves = moves.with(moved.reshard());
              boolean isNew = live.get();
              started.tell(
                  (controller, now) ->
                      isNew ? controller.onReshard(moved, now) : controller.remember(moved));
            },
            onEnd));
    live.set(true);
  }

  private long tickMillis() {
    long interval = config.current().control().reportInterval().toMillis();
    return Math.min(LONGEST_TICK_MILLIS, interval / 2);
  }

  /** Before the controller has begun, a configuration is merely remembered for it. */
  private synchronized String reconfigure(PipelineConfig next, ConfigPush push) {
    String changed = config.take(next);
    ControllerLoop running = loop;
    if (running != null) {
      running.tell((controller, now) -> controller.onConfig(next, push.who(), push.reason(), now));
    }
    return changed;
  }

  synchronized void onReport(RouterReport message) {
    ControllerLoop running = loop;
    if (running != null) {
      reports
          .whole(message)
          .ifPresent(report -> running.tell((controller, now) -> controller.onReport(report, now)));
    }
  }

  private synchronized void onQueries(QueryReport report) {
    ControllerLoop running = loop;
    if (running != null) {
      running.tell(
          (controller, now) -> {
            controller.onQueries(report, now);
            return List.of();
          });
    }
  }

  @Override
  public void close() {
    // Pulsar ends an instance by an interrupt, and nothing could be flushed under one.
    boolean interrupted = Thread.interrupted();
    checking.shutdownNow();
    probing.shutdownNow();
    controllerThread.shutdown();
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("A part did not close well part={}", part.getClass().getSimpleName(), e);
      }
    }
    controllerThread.shutdownNow();
    LOG.info("Controller ended pipeline={}", config.current().pipeline());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
