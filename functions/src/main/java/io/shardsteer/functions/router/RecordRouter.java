package io.shardsteer.functions.router;

import io.shardsteer.common.message.Sample;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.record.Rejection.Reason;
import io.shardsteer.common.retry.Backoff;
import io.shardsteer.common.routing.Decider;
import io.shardsteer.common.routing.Decision;
import io.shardsteer.common.routing.RecordReader;
import io.shardsteer.common.routing.RouterTally;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.store.Encoding;
import io.shardsteer.common.store.RowRefusedException;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.StoreUnavailableException;
import io.shardsteer.functions.router.AsyncRetry.Blame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes records: reads, decides, publishes, stores, and is done with a record once it is durable
 * in both places, or in the dead letters. Reading starts here.
 *
 * <p>Records come one at a time, on one thread; what is durable when is up to the topics and the
 * store, so many records are in flight. Their number is bounded, and what fails is tried again
 * until it works: a slow or absent store makes {@link #route} block, and nothing is lost.
 */
final class RecordRouter {
  private static final Logger LOG = LoggerFactory.getLogger(RecordRouter.class);

  private final Formats formats;
  private final Steering steering;
  private final RouterTally tally;
  private final InFlight inFlight;
  private final ShardTopics topics;
  private final DeadLetters deadLetters;
  private final Samples samples;
  private final AsyncRetry publishing;
  private final AsyncRetry storing;
  private final AsyncRetry rejecting;
  private final Decider decider;
  private volatile RouterPlan plan;

  /**
   * @param formats how records are decoded
   * @param plan how records are read, sampled and stored
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
      DeadLetters deadLetters,
      Samples samples,
      ScheduledExecutorService scheduler,
      Backoff backoff) {
    this.formats = formats;
    this.plan = plan;
    decider = new Decider(plan.paths());
    this.steering = steering;
    this.tally = tally;
    this.inFlight = inFlight;
    this.topics = topics;
    this.deadLetters = deadLetters;
    this.samples = samples;
    publishing = new AsyncRetry("shard_topics", scheduler, backoff, RecordRouter::blame);
    storing = new AsyncRetry("shard_store", scheduler, backoff, RecordRouter::blame);
    rejecting = new AsyncRetry("dead_letters", scheduler, backoff, failure -> Blame.DEPENDENCY);
  }

  private static Blame blame(Throwable failure) {
    if (failure instanceof RecordRefusedException || failure instanceof RowRefusedException) {
      return Blame.RECORD;
    }
    return failure instanceof StoreUnavailableException
            || failure instanceof PulsarClientException
            || failure instanceof InterruptedException
            || failure instanceof RejectedExecutionException
        ? Blame.DEPENDENCY
        : Blame.UNKNOWN;
  }

  /**
   * Reads, samples and stores by another plan from the next record on. Where rows get another
   * layout with it, the steering goes by that move already: a record takes its plan before its
   * tables, so none is stored in the new layout where the tables of before put it.
   */
  void follow(RouterPlan newPlan) {
    plan = newPlan;
  }

  /**
   * Sends a record on its way; blocks while too many are in flight or while the record's model is
   * being loaded. Never fails for what is in a record: that makes a dead letter.
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

  /** What nobody foresaw is one reject: the record would only meet it again. */
  private CompletableFuture<?> start(InputRecord record) throws InterruptedException {
    RouterPlan planNow = plan;
    RecordReader reader = planNow.reader();
    String step = "Reading the record";
    try {
      RecordDecoder decoder = formats.of(record);
      Rejection rejection = read(planNow, record, decoder);
      if (rejection != null) {
        return reject(record, reader.recordId(), rejection);
      }
      step = "Placing the record";
      Decision decision = decide(record, reader);
      step = "Writing the record";
      return keep(planNow, record, encoding(record, decoder), decision);
    } catch (RuntimeException | StackOverflowError e) {
      return reject(
          record,
          record.messageId(),
          new Rejection(Reason.UNEXPECTED, "%s failed: %s".formatted(step, e)));
    }
  }

  private static @Nullable Rejection read(
      RouterPlan planNow, InputRecord record, RecordDecoder decoder) {
    RecordReader reader = planNow.reader();
    Rejection rejection =
        reader.read(
            decoder,
            record.hasValue() ? record.payload() : null,
            record.key(),
            record.keyBytes(),
            record.properties(),
            record.messageId());
    return rejection == null ? planNow.rows().read(reader.values()) : rejection;
  }

  private static Encoding encoding(InputRecord record, RecordDecoder decoder) {
    Long schema = record.schemaNumber();
    return schema == null
        ? Encoding.NONE
        : new Encoding(schema, decoder.readsKey() ? record.keyBytes() : null);
  }

  private Decision decide(InputRecord record, RecordReader reader) throws InterruptedException {
    RoutingSnapshot snapshot = steering.snapshotFor(record.publishMillis());
    while (decider.decide(snapshot, reader.values(), reader, record.publishMillis())
        == Decider.Outcome.AWAITS_MODEL) {
      snapshot = steering.awaitModel(decider.modelVersion(), record.publishMillis(), snapshot);
    }
    String key = reader.key();
    return decider.decision(reader.recordId(), key == null ? reader.recordId() : key);
  }

  private CompletableFuture<?> keep(
      RouterPlan planNow, InputRecord record, Encoding encoding, Decision decision) {
    long startNanos = System.nanoTime();
    ShardRow row =
        new ShardRow(
            decision.shard(),
            decision.key(),
            record.publishMillis(),
            decision.recordId(),
            planNow.storesPayload() ? record.payload() : null,
            planNow.storesPayload() ? encoding : Encoding.NONE,
            decision.revision(),
            planNow.rows().columns(),
            decision.place());
    CompletableFuture<?> stored = storing.untilDone(() -> planNow.store().upsert(row));
    // A row that is refused at once must not reach the shard topic either.
    if (stored.isCompletedExceptionally()) {
      return rejectInstead(stored, record, decision);
    }
    CompletableFuture<?> published = publishing.untilDone(() -> topics.publish(record, decision));
    count(record, decision);
    sample(planNow, record, decision);
    return rejectInstead(
        stored.thenCombine(
            published,
            (row1, message) -> {
              tally.written(
                  (System.nanoTime() - startNanos) / 1e6,
                  System.currentTimeMillis() - record.publishMillis());
              return null;
            }),
        record,
        decision);
  }

  private void count(InputRecord record, Decision decision) {
    long publishMillis = record.publishMillis();
    tally.routed(
        decision,
        record.payload().length,
        steering.believed(publishMillis),
        steering.isLate(publishMillis, decision.revision()),
        steering.isSummarised(publishMillis));
  }

  /** A sample that cannot be made is lost; its record is on its way already. */
  private void sample(RouterPlan planNow, InputRecord record, Decision decision) {
    // No order places what is pinned, so none learns from it.
    if (decision.pinned() || !planNow.sampler().take(steering.believed(record.publishMillis()))) {
      return;
    }
    RecordReader reader = planNow.reader();
    String key = reader.key();
    try {
      tally.sampled(key == null ? "" : key, record.payload().length, planNow.sampler().weight());
      samples.offer(
          new Sample(
              planNow.fields().toMap(reader.values()),
              key == null ? "" : key,
              decider.tieHash(),
              decision.shard(),
              decision.orderKey(),
              decision.revision(),
              record.payload().length,
              planNow.sampler().weight(),
              record.publishMillis()));
    } catch (RuntimeException e) {
      LOG.debug("Sample lost messageId={}", record.messageId(), e);
    }
  }

  private CompletableFuture<?> rejectInstead(
      CompletableFuture<?> kept, InputRecord record, Decision decision) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    var unused =
        kept.whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                done.complete(null);
              } else {
                var unusedToo =
                    reject(record, decision.recordId(), refusal(AsyncRetry.cause(failure)))
                        .thenRun(() -> done.complete(null));
              }
            });
    return done;
  }

  private static Rejection refusal(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof RecordRefusedException refused) {
      return new Rejection(refused.reason(), message);
    }
    return cause instanceof RowRefusedException
        ? new Rejection(Reason.REFUSED_BY_STORE, message)
        : new Rejection(Reason.UNEXPECTED, "Writing the record failed: " + cause);
  }

  private CompletableFuture<?> reject(InputRecord record, String recordId, Rejection rejection) {
    tally.rejected(rejection.reason());
    return rejecting.untilDone(() -> deadLetters.keep(record, recordId, rejection));
  }
}
