package io.shardsteer.deploy.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.shardsteer.common.cassandra.ShardTables;
import io.shardsteer.common.config.PipelineConfig;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The inserts alone: the driver writes the rows that a router writes, without Pulsar. What it
 * reaches at its best is what Cassandra takes on this machine.
 */
final class DriverInserts {
  static final String NAME = "driver alone";

  /** Inserts in flight; the round counts that is fastest. */
  private static final int[] CONCURRENCY = {64, 256, 1_024};

  private final CqlSession session;
  private final List<PreparedStatement> inserts = new ArrayList<>();
  private final byte[][] payloads;

  DriverInserts(CqlSession session, PipelineConfig config, byte[][] payloads) {
    this.session = session;
    this.payloads = payloads.clone();
    ShardTables tables = ShardTables.of(session.getMetadata(), config);
    for (int shard = 0; shard < config.shards().targetShardCount(); shard++) {
      inserts.add(
          session.prepare(
              "INSERT INTO %s (key, publish_time, record_id, payload, revision) VALUES (?, ?, ?, ?, 0)"
                  .formatted(tables.qualifiedName(shard))));
    }
  }

  /** Writes as many rows at each concurrency as a router writes in a round. */
  Round run(int records) throws InterruptedException {
    Round best = new Round(NAME, 0, 0);
    for (int concurrency : CONCURRENCY) {
      Round round = run(records / CONCURRENCY.length, concurrency);
      best = round.recordsPerSecond() > best.recordsPerSecond() ? round : best;
    }
    return best;
  }

  private Round run(int records, int concurrency) throws InterruptedException {
    var free = new Semaphore(concurrency);
    var failure = new AtomicReference<@Nullable Throwable>();
    long cpu = cpuNanos();
    long start = System.nanoTime();
    for (int i = 0; i < records; i++) {
      free.acquire();
      String id = "driver-" + i;
      var unused =
          session
              .executeAsync(
                  inserts
                      .get(Math.floorMod(id.hashCode(), inserts.size()))
                      .bind(id, Instant.now(), id, ByteBuffer.wrap(payloads[i % payloads.length])))
              .whenComplete(
                  (done, why) -> {
                    free.release();
                    if (why != null) {
                      failure.set(why);
                    }
                  });
    }
    free.acquire(concurrency);
    double seconds = (System.nanoTime() - start) / 1e9;
    Throwable why = failure.get();
    if (why != null) {
      throw new IllegalStateException("A row could not be written.", why);
    }
    return new Round(NAME, records / seconds, (cpuNanos() - cpu) / 1e3 / records);
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
