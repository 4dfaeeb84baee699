package io.shardsteer.deploy.reader;

import io.shardsteer.common.asked.QuestionShapes;
import io.shardsteer.common.asked.ShapeTally;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.AskedShape;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.QueryReport.OldTimes;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.MessagePublisher;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.datasketches.kll.KllFloatsSketch;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a reader measures, sent to the controller every few seconds while there is something to
 * tell; a report that is lost does no harm. Thread-safe.
 */
final class QueryReports implements ReadingTimes, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueryReports.class);

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final double RANK = 0.99;

  private final String reader = "reader@" + UUID.randomUUID();
  private final Map<Integer, KllFloatsSketch> readMillis = new HashMap<>();
  private final ShapeTally shapes = new ShapeTally();
  private long queries;
  private long shards;
  private OldTimes oldTimes = OldTimes.NONE;

  private final String keyField;
  private final Consumer<QueryReport> sink;
  private final Closeable publisher;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "shardsteer-query-reports");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param keyField the field that keys are taken from; empty: none
   * @param sink where reports go
   * @param publisher closed at the end
   */
  QueryReports(String keyField, Consumer<QueryReport> sink, Closeable publisher) {
    this.keyField = keyField;
    this.sink = sink;
    this.publisher = publisher;
  }

  /**
   * Begins to report on a pipeline's topic.
   *
   * @throws PulsarClientException if it cannot be written to
   */
  static QueryReports start(PulsarClient client, PipelineConfig config)
      throws PulsarClientException {
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    MessagePublisher publisher = MessagePublisher.open(client, topics.queryReports());
    var reports =
        new QueryReports(
            config.input().keyField(), report -> send(publisher, report), publisher::close);
    var unused =
        reports.timer.scheduleWithFixedDelay(
            () -> reports.report(System.currentTimeMillis()),
            INTERVAL.toMillis(),
            INTERVAL.toMillis(),
            TimeUnit.MILLISECONDS);
    return reports;
  }

  private static void send(MessagePublisher publisher, QueryReport report) {
    var unused =
        publisher
            .send(report.reader(), report)
            .exceptionally(
                failure -> {
                  LOG.debug("Query report lost reader={}", report.reader(), failure);
                  return null;
                });
  }

  @Override
  public synchronized void page(int shard, Duration took) {
    readMillis
        .computeIfAbsent(shard, unknown -> KllFloatsSketch.newHeapInstance())
        .update(took.toNanos() / 1e6f);
  }

  @Override
  public synchronized void query(int shardsToRead) {
    queries++;
    shards += shardsToRead;
  }

  @Override
  public synchronized void ofOldTimes(int shardsToRead, int newestShards) {
    oldTimes = oldTimes.plus(new OldTimes(1, shardsToRead, newestShards));
  }

  /** Each case of the predicate is a question; they share what it cost. */
  @Override
  public void answered(Query query, AnswerReport report) {
    if (query.everywhere()) {
      return;
    }
    List<List<AskedShape.Part>> cases = QuestionShapes.of(query.predicate(), keyField);
    long rowsRead = report.shards().values().stream().mapToLong(ShardReading::rowsRead).sum();
    // What is handed over may still be on its way.
    long rowsFound = report.shards().values().stream().mapToLong(ShardReading::rowsFound).sum();
    int count = Math.max(1, cases.size());
    synchronized (this) {
      for (List<AskedShape.Part> parts : cases) {
        shapes.add(
            new AskedShape(parts, 1, rowsFound / count, report.shards().size(), rowsRead / count));
      }
    }
  }

  /** Sends what was measured since the report before, if anything. */
  synchronized void report(long nowMillis) {
    if (queries == 0 && readMillis.isEmpty() && shapes.isEmpty()) {
      return;
    }
    Map<Integer, Double> p99 = new HashMap<>();
    readMillis.forEach((shard, millis) -> p99.put(shard, (double) millis.getQuantile(RANK)));
    sink.accept(
        new QueryReport(
            reader,
            nowMillis,
            queries,
            queries == 0 ? 0 : (double) shards / queries,
            p99,
            shapes.shapes(),
            oldTimes));
    queries = 0;
    shards = 0;
    oldTimes = OldTimes.NONE;
    readMillis.clear();
    shapes.clear();
  }

  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    report(System.currentTimeMillis());
    publisher.close();
  }
}
