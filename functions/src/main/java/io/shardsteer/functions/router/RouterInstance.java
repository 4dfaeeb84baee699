package io.shardsteer.functions.router;

import io.shardsteer.common.cassandra.CassandraCredentials;
import io.shardsteer.common.cassandra.CassandraShardStore;
import io.shardsteer.common.change.KeyRule.Part;
import io.shardsteer.common.change.RunningConfig;
import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.formats.RecordDecoders;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.pulsar.MessagePublisher;
import io.shardsteer.common.pulsar.PackageStore;
import io.shardsteer.common.pulsar.ReshardFollower;
import io.shardsteer.common.pulsar.RoutingFollower;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.retry.Backoff;
import io.shardsteer.common.routing.RouterTally;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.store.RowLayouts;
import io.shardsteer.common.store.ShardStore;
import io.shardsteer.functions.runtime.BackgroundThreads;
import io.shardsteer.functions.runtime.ConfigPushes;
import io.shardsteer.functions.runtime.FunctionSettings;
import io.shardsteer.functions.runtime.ProcessingGuarantee;
import io.shardsteer.functions.runtime.Secrets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.functions.api.Context;
import org.apache.pulsar.functions.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running router: its parts, put together, and how they end. */
final class RouterInstance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RouterInstance.class);

  /** How long a close waits for records in flight; the rest is delivered again elsewhere. */
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

  /** How long a new table's model may take to be fetched before it is passed over. */
  private static final Duration MODEL_PATIENCE = Duration.ofSeconds(30);

  /** How long the start waits for Cassandra, so as to refuse tables that do not fit. */
  private static final Duration TABLES_PATIENCE = Duration.ofSeconds(5);

  private static final Backoff BACKOFF =
      Backoff.doubling(Duration.ofMillis(50), Duration.ofSeconds(3))
          .spread(() -> ThreadLocalRandom.current().nextDouble());

  private final ScheduledExecutorService retries = BackgroundThreads.start("shardsteer-retry", 2);
  private final ScheduledExecutorService background =
      BackgroundThreads.start("shardsteer-router", 1);
  private final ScheduledExecutorService loading = BackgroundThreads.start("shardsteer-models", 1);
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final String name;
  private final InFlight inFlight;
  private final RouterTally tally;
  private final Steering steering;
  private final RecordRouter router;
  private final RouterReports reports;
  private final FieldPaths paths;
  private final InputSchemas schemas;
  private final RunningConfig config;
  private final LaidOutStore store;
  private Reshards moves;
  private @Nullable Intake intake;

  private RouterInstance(Context context) throws PulsarClientException {
    ProcessingGuarantee.requireAtLeastOnce(context);
    FunctionSettings settings = FunctionSettings.of(context.getUserConfigMap());
    PipelineConfig pipeline = settings.pipeline();
    config = new RunningConfig(Part.ROUTERS, pipeline);
    name = context.getFunctionName() + "/" + context.getInstanceId();
    inFlight = new InFlight(pipeline.limits().maxInFlight());
    try {
      Topics topics = Topics.beside(pipeline.input().topic(), pipeline.pipeline());
      PulsarClient client = context.getPulsarClient();
      moves = ReshardFollower.known(client, topics);
      store =
          new LaidOutStore(
              RowLayouts.written(pipeline, moves).storage().layout(),
              layout -> store(context, pipeline.with(pipeline.storage().with(layout))));
      parts.add(store);
      PulsarAdmin admin = settings.admin(context);
      String incarnation = name + "@" + UUID.randomUUID();
      tally =
          new RouterTally(
              name,
              incarnation,
              pipeline.shards().load(),
              pipeline.shards().targetShardCount(),
              context.getNumInstances());

      var lateTables = MessagePublisher.open(client, topics.lateTables());
      parts.add(lateTables);
      steering =
          new Steering(
              RoutingTable.initial(
                  pipeline.shards().targetShardCount(),
                  pipeline.control().tableLead().toMillis(),
                  pipeline.shards().keepKeyTogether()),
              new PackagedModels(
                  new PackageStore(admin, () -> ModelPackage.maxBytes(config.current())),
                  KeptPackages.of(config::current),
                  config::current),
              store,
              loading,
              MODEL_PATIENCE,
              new PublishedLateTables(lateTables, incarnation, retries, BACKOFF));
      RoutingFollower tables = RoutingFollower.follow(client, topics, steering, context::fatal);
      parts.add(tables);
      steering.ask(tables::caughtUp);
      steering.skip(pipeline.model().skipModels());
      LostTables.check(client, topics, steering.history());
      paths = PipelineFields.of(pipeline, steering.history().pinFields());
      steering.reads(paths);

      schemas = new InputSchemas(admin, new RecordDecoders(pipeline.input(), paths), BACKOFF);
      var producers =
          new ShardProducers(
              topics::shard, topic -> TopicProducer.open(client, topic), retries, BACKOFF);
      parts.add(producers);
      producers.openEarly(steering.history().latest().shards());
      producers.closeIdle(background);
      var deadLetters = new PulsarDeadLetters(client, topics.deadLetters());
      parts.add(deadLetters);
      var samples = MessagePublisher.open(client, topics.samples());
      parts.add(samples);
      router =
          new RecordRouter(
              schemas,
              plan(),
              steering,
              tally,
              inFlight,
              new PulsarShardTopics(producers, schemas),
              deadLetters,
              new PublishedSamples(samples, tally::sampled),
              retries,
              BACKOFF);
      parts.add(
          ReshardCalls.follow(
              client, topics, "router/" + context.getInstanceId(), this::goBy, context::fatal));
      parts.add(
          ConfigPushes.follow(
              client,
              topics,
              "router/" + context.getInstanceId(),
              (config, push) -> reconfigure(config),
              context::fatal));
      var reportPublisher = MessagePublisher.open(client, topics.reports());
      parts.add(reportPublisher);
      reports =
          new RouterReports(
              incarnation, tally, inFlight, steering, reportPublisher, context::recordMetric);
    } catch (PulsarClientException | RuntimeException | Error e) {
      release(parts, List.of(retries, background, loading));
      throw e;
    }
  }

  /**
   * Puts a router together and starts it, its history fully loaded.
   *
   * @throws PulsarClientException if a topic cannot be used
   */
  static RouterInstance start(Context context) throws PulsarClientException {
    var instance = new RouterInstance(context);
    try {
      instance.steering.begin(System.currentTimeMillis());
    } catch (RuntimeException | Error e) {
      release(instance.parts, List.of(instance.retries, instance.background, instance.loading));
      throw e;
    }
    instance.reports.every(
        instance.background, () -> instance.config.current().control().reportInterval());
    try {
      instance.begin(context);
    } catch (PulsarClientException | RuntimeException | Error e) {
      instance.close();
      throw e;
    }
    LOG.info(
        "Router started instance={} pipeline={} revision={}",
        instance.name,
        instance.config.current().pipeline(),
        instance.steering.snapshot().history().latest().revision());
    return instance;
  }

  /**
   * @throws io.shardsteer.common.store.LayoutMismatchException if the tables cannot take the rows
   */
  private static ShardStore store(Context context, PipelineConfig config) {
    if (!config.storage().enabled()) {
      return new NoShardStore();
    }
    var store = CassandraShardStore.connect(config, CassandraCredentials.from(Secrets.of(context)));
    try {
      store.awaitCheck(TABLES_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return store;
  }

  private void begin(Context context) throws PulsarClientException {
    if (readsFor(context.getInputTopics(), config.current().input().topic())) {
      LOG.warn(
          "The input topic is among the function's inputs: a message without a value ends this instance\n{}",
          "Deploy by `deploy/steer deploy`, or make the config topic the function's only input.");
      return;
    }
    String subscription =
        Topics.subscription(context.getTenant(), context.getNamespace(), context.getFunctionName());
    intake =
        Intake.start(
            context.getPulsarClient(),
            config.current().input(),
            subscription,
            router::route,
            context::fatal);
    parts.add(intake);
  }

  /** Whether Pulsar hands the records of a topic to the function. */
  static boolean readsFor(Collection<String> inputs, String topic) {
    return inputs.stream().map(InputConfig::fullTopic).anyMatch(topic::equals);
  }

  /**
   * Routes a record that Pulsar has handed over.
   *
   * @return completed once the record may be acknowledged
   */
  CompletableFuture<Void> handed(Record<?> record, byte[] payload) throws InterruptedException {
    if (intake != null) {
      return CompletableFuture.completedFuture(null);
    }
    Message<?> message =
        record
            .getMessage()
            .orElseThrow(
                () -> new IllegalStateException("A record without a message cannot be steered."));
    return router.route(InputRecords.of(message, payload));
  }

  private RouterPlan plan() {
    PipelineConfig written = RowLayouts.written(config.current(), moves);
    return RouterPlan.of(written, paths, store.present(), name.hashCode());
  }

  /**
   * Goes by a move of rows, and writes the layout that it gives them.
   *
   * @return false if it cannot yet
   */
  private synchronized boolean goBy(Reshard reshard) {
    if (!steering.add(reshard)) {
      return false;
    }
    moves = moves.with(reshard);
    RowLayout layout = RowLayouts.written(config.current(), moves).storage().layout();
    if (store.changeTo(layout)) {
      router.follow(plan());
      LOG.info("Rows get another layout instance={} rowOrder={}", name, layout.rowOrder());
    }
    return true;
  }

  private synchronized String reconfigure(PipelineConfig next) {
    String changed = config.take(next);
    inFlight.bound(next.limits().maxInFlight());
    tally.splitInto(next.shards().targetShardCount());
    steering.skip(next.model().skipModels());
    router.follow(plan());
    return changed;
  }

  /** Takes no more, waits for what is in flight, then ends everything. */
  @Override
  public void close() {
    // Pulsar ends an instance by an interrupt, and nothing could be flushed under one.
    boolean interrupted = Thread.interrupted();
    if (intake != null) {
      intake.stop();
    }
    try {
      if (!inFlight.awaitNone(LONGEST_CLOSE)) {
        LOG.warn(
            "Closing with records in flight, they will be delivered again count={}",
            inFlight.count());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    background.shutdownNow();
    loading.shutdownNow();
    steering.end();
    reports.send();
    release(parts, List.of(retries));
    LOG.info("Router ended instance={}", name);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void release(List<AutoCloseable> parts, List<ExecutorService> threads) {
    threads.forEach(ExecutorService::shutdownNow);
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("A part did not close well part={}", part.getClass().getSimpleName(), e);
      }
    }
  }
}
