package io.shardsteer.deploy.cli.demo;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.Waiting;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.Subscriptions;
import io.shardsteer.deploy.cli.watch.Imbalance;
import io.shardsteer.deploy.cli.watch.PipelineState;
import io.shardsteer.deploy.cli.watch.PipelineWatch;
import io.shardsteer.deploy.reader.ShardReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a recorded stream to a deployed pipeline, shows what happens and counts on the servers
 * what came of it.
 */
final class Demo {
  private static final int LOOKS_PER_SECOND = 2;

  /** How long nothing may happen: no part that starts, no record that is routed. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Share of the stream, at its end, that the first set of queries asks. */
  private static final double RECENT = 0.25;

  /** Records a second that come while stored rows follow the order. */
  private static final int FOLLOWING_PER_SECOND = 200;

  private final Cluster cluster;
  private final PipelineConfig config;
  private final Screen screen;
  private final DemoGoal goal;
  private final @Nullable FollowingRows following;

  /** Records that the routers have reported, as of the last look. */
  private volatile long routed;

  /** Records that were published when the model that counts took effect; -1: it has not yet. */
  private volatile long publishedBefore = -1;

  /**
   * @param config already {@linkplain Cluster#place placed} on the cluster
   * @param following lets stored rows follow at the end; null: they stay
   */
  Demo(
      Cluster cluster,
      PipelineConfig config,
      DemoGoal goal,
      @Nullable FollowingRows following,
      Screen screen) {
    this.following = following;
    this.cluster = cluster;
    this.goal = goal;
    this.config = config;
    this.screen = screen;
  }

  /**
   * @param data the stream
   * @param trims whether spaces around the cells of CSV are left out
   * @param records least records that are published, where the stream has them; more until the goal
   *     is reached
   * @param perSecond most records a second; fewer where the routers are slower
   * @param routers instances of the router that are waited for
   */
  Summary run(Path data, boolean trims, long records, int perSecond, int routers)
      throws IOException {
    try (PulsarClient client = cluster.client();
        PipelineWatch watch = PipelineWatch.follow(client, config);
        PulsarAdmin admin = cluster.admin();
        RecordedStream stream = RecordedStream.open(data, config.input(), trims)) {
      PacedPublisher publisher =
          new PacedPublisher(client, config.input().topic(), new RecordIds(config));
      var subscriptions = new Subscriptions(admin);
      awaitStart(watch, subscriptions, routers);
      screen.say(
          "Publishing %s as fast as it is routed, at most %,d records/s: %,d records, and on until %s"
              .formatted(
                  data.getFileName(),
                  perSecond,
                  records,
                  goal.model() == 1
                      ? "a model has routed a quarter of them"
                      : "a second model has routed a quarter of them"));
      Backpressure backpressure = new Backpressure(perSecond, () -> routed, System::nanoTime);
      long begin = System.nanoTime();
      CompletableFuture<Long> publishing =
          CompletableFuture.supplyAsync(
              () ->
                  publish(
                      publisher,
                      stream,
                      records,
                      () ->
                          goal.isReached(publisher.confirmed(), underModel(publisher.confirmed())),
                      backpressure));
      show(publishing, publisher, watch, records);
      long published = join(publishing);
      screen.say("Published %,d records; waiting for the last to be stored".formatted(published));
      subscriptions.awaitDrained(config.input().topic());
      double seconds = (System.nanoTime() - begin) / 1e9;
      screen.say("Counting on the servers");
      return summarize(client, watch, publisher, stream, data, seconds);
    }
  }

  /** A stream that begins while processes start would measure their start, not the pipeline. */
  private void awaitStart(PipelineWatch watch, Subscriptions subscriptions, int routers) {
    screen.say("Waiting for the functions and the trainer");
    String requests = Topics.beside(config.input().topic(), config.pipeline()).retrainRequests();
    List<String> missing = List.of();
    long deadline = 0;
    while (true) {
      List<String> still = new ArrayList<>();
      if (watch.state().newestTable().isEmpty()) {
        still.add("the metrics function's first routing table");
      }
      if (instances(watch.state()) < routers
          || subscriptions.consumers(config.input().topic()) < routers) {
        still.add("the router's first report");
      }
      if (subscriptions.consumers(requests) == 0) {
        still.add("the trainer");
      }
      if (still.isEmpty()) {
        return;
      }
      if (!still.equals(missing)) {
        missing = still;
        deadline = System.nanoTime() + PATIENCE.toNanos();
      }
      if (System.nanoTime() > deadline) {
        throw new CommandException(
            "Nothing was heard for %d s of: %s.\nRun `steer demo --keep` and read the logs below .shardsteer."
                .formatted(PATIENCE.toSeconds(), String.join(", ", missing)));
      }
      Waiting.forMillis(1_000 / LOOKS_PER_SECOND);
    }
  }

  private static long instances(PipelineState state) {
    return state.reports().stream().map(ShardReport::instance).distinct().count();
  }

  private static long publish(
      PacedPublisher publisher,
      RecordedStream stream,
      long records,
      BooleanSupplier enough,
      Backpressure backpressure) {
    try {
      return publisher.publish(stream, records, enough, backpressure);
    } catch (PulsarClientException e) {
      throw new CompletionException(e);
    }
  }

  /** Records that were published after the model that counts had taken effect. */
  private long underModel(long published) {
    return publishedBefore < 0 ? 0 : published - publishedBefore;
  }

  private static long join(CompletableFuture<Long> publishing) {
    try {
      return publishing.join();
    } catch (CompletionException e) {
      throw new CommandException(
          "The stream could not be published: %s".formatted(e.getCause()), e);
    }
  }

  private void show(
      CompletableFuture<Long> publishing,
      PacedPublisher publisher,
      PipelineWatch watch,
      long records) {
    int told = 0;
    long before = 0;
    double perSecond = 0;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!publishing.isDone()) {
      Waiting.forMillis(1_000 / LOOKS_PER_SECOND);
      long now = publisher.confirmed();
      double rate = (now - before) * (double) LOOKS_PER_SECOND;
      perSecond = before == 0 ? rate : 0.8 * perSecond + 0.2 * rate;
      before = now;
      PipelineState state = watch.state();
      long known = state.routed() + state.rejected();
      if (known != routed) {
        routed = known;
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new CommandException(
            "No record was routed for %d s; %,d of %,d published ones are.\nRun `steer demo --keep` and read the logs below .shardsteer."
                .formatted(PATIENCE.toSeconds(), known, now));
      }
      if (publishedBefore < 0
          && goal.reachedAtMillis(state.tables(), System.currentTimeMillis()).isPresent()) {
        publishedBefore = now;
      }
      List<LoggedDecision> decisionLog = state.decisionLog();
      for (LoggedDecision entry : decisionLog.subList(told, decisionLog.size())) {
        screen.say("  %s: %s".formatted(entry.kind(), entry.message()));
      }
      told = decisionLog.size();
      screen.show(LiveBlock.lines(state, now, Math.max(records, now), perSecond));
    }
  }

  private double read(PulsarClient client, BoxQueries queries) throws PulsarClientException {
    try (PulsarAdmin admin = cluster.admin();
        ShardReader reader = ShardReader.withoutRows(config, client, admin)) {
      return queries.meanRead(reader);
    }
  }

  private Summary summarize(
      PulsarClient client,
      PipelineWatch watch,
      PacedPublisher publisher,
      RecordedStream stream,
      Path data,
      double seconds)
      throws IOException {
    long published = publisher.confirmed();
    int shards = config.shards().targetShardCount();
    ShardTopicReader topics =
        new ShardTopicReader(client, Topics.beside(config.input().topic(), config.pipeline()));
    Census inTopics = topics.readShards(shards);
    Census rejected = topics.readDeadLetters();
    StoredRows stored;
    try (CqlSession session = cluster.cassandra(config)) {
      stored = StoredRows.read(session, config);
    }
    List<StoredRows.StoredRow> rows = stored.rows();
    BoxQueries recent = BoxQueries.draw(config, rows, RECENT);
    BoxQueries whole = BoxQueries.draw(config, rows, 1);
    double[] waits = waits(rows);
    double[] recentWaits = waits(rows.subList((int) (rows.size() * (1 - RECENT)), rows.size()));
    PipelineState state = watch.state();
    List<ShardReport> reports = state.reports();
    double writeP50 = largest(reports.stream().map(ShardReport::writeMillisP50).toList());
    double writeP99 = largest(reports.stream().map(ShardReport::writeMillisP99).toList());
    List<Summary.Training> trainings = Trainings.of(state.decisionLog());
    Summary.FanOut fanOut =
        new Summary.FanOut(
            recent.count(),
            recent.meanFanOut(StoredRows.StoredRow::shard),
            recent.meanFanOut(StoredRows.StoredRow::hashShard),
            read(client, recent),
            whole.meanFanOut(StoredRows.StoredRow::shard),
            whole.meanFanOut(StoredRows.StoredRow::hashShard));
    List<String> problems =
        new ArrayList<>(
            Verdict.problems(publisher.ids(), published, inTopics, stored.census(), rejected));
    long underModel = underModel(published);
    if (!goal.isReached(published, underModel)) {
      problems.add(
          goal.missing(
              published,
              underModel,
              trainings.isEmpty() ? "none" : trainings.get(trainings.size() - 1).outcome()));
    } else if (fanOut.lastQuarter() >= fanOut.lastQuarterHashed()) {
      problems.add(
          "Queries of the last quarter read %.2f shards, under hashing %.2f: the models saved no reads."
              .formatted(fanOut.lastQuarter(), fanOut.lastQuarterHashed()));
    }
    Summary.Followed followed =
        following == null
            ? null
            : followed(publisher, stream, () -> following.await(client, watch, whole));
    if (followed != null && !followed.measured()) {
      problems.add(
          "Stored rows did not follow the order within %.0f s.".formatted(followed.seconds()));
    }
    return new Summary(
        config.pipeline(),
        data.getFileName().toString(),
        new Summary.Counts(
            published,
            inTopics.records(),
            inTopics.copies(),
            stored.census().records(),
            rejected.records() + rejected.copies(),
            stream.badRows(),
            state.rejects()),
        stored.census().sizes(),
        Imbalance.of(stored.census().sizes()),
        Imbalance.of(hashSizes(rows, shards)),
        fanOut,
        state.tables().stream().map(table -> table.model().version()).distinct().toList(),
        state.tables().size(),
        state.decisions("rebalanced"),
        trainings,
        published / seconds,
        quantile(waits, 0.5) + writeP50,
        quantile(waits, 0.99) + writeP99,
        quantile(recentWaits, 0.99) + writeP99,
        seconds,
        underModel(published),
        followed,
        problems);
  }

  /** Waits for rows that follow. */
  @FunctionalInterface
  private interface Following {
    Summary.Followed await() throws IOException;
  }

  /** A model proves itself by the records that it routes, so some go on coming. */
  private Summary.Followed followed(PacedPublisher publisher, RecordedStream stream, Following rows)
      throws IOException {
    var isOver = new AtomicBoolean();
    var trickle = new Backpressure(FOLLOWING_PER_SECOND, publisher::confirmed, System::nanoTime);
    CompletableFuture<Long> publishing =
        CompletableFuture.supplyAsync(() -> publish(publisher, stream, 0, isOver::get, trickle));
    try {
      return rows.await();
    } finally {
      isOver.set(true);
      long unused = join(publishing);
    }
  }

  private static double[] waits(List<StoredRows.StoredRow> rows) {
    return rows.stream().mapToDouble(StoredRows.StoredRow::waitMillis).sorted().toArray();
  }

  private static List<Long> hashSizes(List<StoredRows.StoredRow> rows, int shards) {
    long[] sizes = new long[shards];
    rows.forEach(row -> sizes[row.hashShard()]++);
    return Arrays.stream(sizes).boxed().toList();
  }

  /** The value that a share of the sorted values does not exceed; NaN where there are none. */
  static double quantile(double[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  }

  private static double largest(List<Double> values) {
    return values.stream().filter(value -> !value.isNaN()).mapToDouble(v -> v).max().orElse(0);
  }
}
