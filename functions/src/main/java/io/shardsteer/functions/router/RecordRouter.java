package io.shardsteer.functions.router;

import io.shardsteer.common.message.Sample;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.record.Rejection.Reason;
import io.shardsteer.common.routing.Decider;
import io.shardsteer.common.routing.RecordReader;
import io.shardsteer.common.routing.RouterTally;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.store.Encoding;
import io.shardsteer.common.store.RowRefusedException;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Routes records: reads, decides, publishes, stores, and is done with a record once it is durable
 * in both places, or in the dead letters. Reading starts here.
 *
 * <p>Records come one at a time, on one thread; what is durable when is up to the topics and the
 * store, so many records are in flight. Their number is bounded, and what fails is tried again
 * until it works: a slow or absent store makes {@link #route} block, and nothing is lost.
 */
final class RecordRouter {
  private final Formats formats;
  private final Steering steering;
  private final RouterTally tally;
  private final InFlight inFlight;
  private final ShardTopics topics;
  private final ShardStore store;
  private final DeadLetters deadLetters;
  private final Samples samples;
  private final AsyncRetry publishing;
  private final AsyncRetry storing;
  private final AsyncRetry rejecting;
  private final Decider decider = new Decider();
  private volatile RouterPlan plan;

  /**
   * @param formats how records are decoded
   * @param plan how records are read and sampled
   * @param scheduler runs what is tried again
   * @param backoff how long it waits before
   */
  RecordRouter(
      Formats formats,
      RouterPlan plan,
      Steering steering,
      RouterTally tally,
      InFlight inFlight,
      ShardTopics topics,
      ShardStore store,
      DeadLetters deadLetters,
      Samples samples,
      ScheduledExecutorService scheduler,
      Backoff backoff) {
    this.formats = formats;
    this.plan = plan;
    this.steering = steering;
    this.tally = tally;
    this.inFlight = inFlight;
    this.topics = topics;
    this.store = store;
    this.deadLetters = deadLetters;
    this.samples = samples;
    publishing =
        new AsyncRetry(
            "shard_topics", scheduler, backoff, RecordRefusedException.class::isInstance);
    storing =
        new AsyncRetry("shard_store", scheduler, backoff, RowRefusedException.class::isInstance);
    rejecting = new AsyncRetry("dead_letters", scheduler, backoff, failure -> false);
  }

  /** Reads and samples by another plan from the next record on. */
  void follow(RouterPlan newPlan) {
    plan = newPlan;
  }

  /**
   * Sends a record on its way; blocks while too many are in flight or while the record's model is
   * being loaded.
   *
   * @return completed once the record is durable, which is when it may be acknowledged
   */
  CompletableFuture<Void> route(InputRecord record) throws InterruptedException {
    inFlight.enter();
    CompletableFuture<?> durable;
    try {
      durable = start(record);
    } catch (InterruptedException | RuntimeException e) {
      inFlight.leave();
      throw e;
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    var unused =
        durable.whenComplete(
            (nothing, failure) -> {
              inFlight.leave();
              if (failure == null) {
                done.complete(null);
              } else {
                done.completeExceptionally(failure);
              }
            });
    return done;
  }

  private CompletableFuture<?> start(InputRecord record) throws InterruptedException {
    RouterPlan planNow = plan;
    RecordReader reader = planNow.reader();
    RecordDecoder decoder = formats.of(record);
    Rejection rejection =
        reader.read(
            decoder,
            record.hasValue() ? record.payload() : null,
            record.key(),
            record.keyBytes(),
            record.messageId());
    if (rejection == null) {
      rejection = planNow.rows().read(reader.values());
    }
    if (rejection != null) {
      return reject(record, reader.recordId(), rejection);
    }
    decide(record, reader);
    String key = reader.key();
    String recordId = reader.recordId();
    var assignment =
        new Assignment(
            recordId,
            key == null ? recordId : key,
            decider.shard(),
            decider.orderKey(),
            decider.revision());
    return keep(planNow, record, encoding(record, decoder), assignment);
  }

  private static Encoding encoding(InputRecord record, RecordDecoder decoder) {
    Long schema = record.schemaNumber();
    return schema == null
        ? Encoding.NONE
        : new Encoding(schema, decoder.readsKey() ? record.keyBytes() : null);
  }

  private void decide(InputRecord record, RecordReader reader) throws InterruptedException {
    long tieHash = reader.tieHash();
    RoutingSnapshot snapshot = steering.snapshotFor(record.publishMillis());
    while (decider.decide(snapshot, reader.values(), tieHash, record.publishMillis())
        == Decider.Outcome.AWAITS_MODEL) {
      snapshot = steering.awaitModel(decider.modelVersion(), record.publishMillis(), snapshot);
    }
  }

  private CompletableFuture<?> keep(
      RouterPlan planNow, InputRecord record, Encoding encoding, Assignment assignment) {
    long startNanos = System.nanoTime();
    ShardRow row =
        new ShardRow(
            assignment.shard(),
            assignment.key(),
            record.publishMillis(),
            assignment.recordId(),
            planNow.storesPayload() ? record.payload() : null,
            planNow.storesPayload() ? encoding : Encoding.NONE,
            assignment.revision(),
            planNow.rows().columns());
    CompletableFuture<?> stored = storing.untilDone(() -> store.upsert(row));
    // A row that is refused at once must not reach the shard topic either.
    if (stored.isCompletedExceptionally()) {
      return rejectInstead(stored.thenRun(() -> {}), record, assignment);
    }
    CompletableFuture<?> published = publishing.untilDone(() -> topics.publish(record, assignment));
    count(record);
    sample(planNow, record, assignment);
    CompletableFuture<Void> both = CompletableFuture.allOf(stored, published);
    return rejectInstead(
        both.thenRun(() -> tally.written((System.nanoTime() - startNanos) / 1e6)),
        record,
        assignment);
  }

  private void count(InputRecord record) {
    long publishMillis = record.publishMillis();
    tally.routed(
        decider,
        record.payload().length,
        steering.believed(publishMillis),
        steering.isLate(publishMillis, decider.revision()));
  }

  private void sample(RouterPlan planNow, InputRecord record, Assignment assignment) {
    if (planNow.sampler().take(steering.believed(record.publishMillis()))) {
      RecordReader reader = planNow.reader();
      String key = reader.key();
      samples.offer(
          new Sample(
              planNow.fields().toMap(reader.values()),
              key == null ? "" : key,
              reader.tieHash(),
              assignment.shard(),
              assignment.orderKey(),
              assignment.revision(),
              record.payload().length,
              planNow.sampler().weight(),
              record.publishMillis()));
    }
  }

  private CompletableFuture<?> rejectInstead(
      CompletableFuture<Void> kept, InputRecord record, Assignment assignment) {
    return kept.exceptionallyCompose(
        failure -> reject(record, assignment.recordId(), refusal(failure)).thenRun(() -> {}));
  }

  private static Rejection refusal(Throwable failure) {
    Throwable cause = AsyncRetry.cause(failure);
    String message = String.valueOf(cause.getMessage());
    return cause instanceof RecordRefusedException
        ? new Rejection(Reason.TOO_LARGE, message)
        : new Rejection(Reason.REFUSED_BY_STORE, message);
  }

  private CompletableFuture<?> reject(InputRecord record, String recordId, Rejection rejection) {
    tally.rejected(rejection.reason());
    return rejecting.untilDone(() -> deadLetters.keep(record, recordId, rejection));
  }
}
