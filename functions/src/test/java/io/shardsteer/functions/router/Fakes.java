package io.shardsteer.functions.router;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.formats.RecordDecoders;
import io.shardsteer.common.formats.TopicSchema;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.steering.LateUse;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.common.store.ShardStore;
import io.shardsteer.common.store.StoreUnavailableException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What a router talks to, kept in memory. */
final class Fakes {
  private Fakes() {}

  /** Says at once that it has nothing new, until it is stopped. */
  static final class MemoryRoutingTopic implements RoutingFreshness.Topic {
    final Queue<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    void stop() {
      stopped = true;
    }

    void goOn() {
      stopped = false;
      asked.forEach(question -> question.complete(null));
    }

    @Override
    public CompletionStage<Void> caughtUp() {
      CompletableFuture<Void> answer = new CompletableFuture<>();
      if (stopped) {
        asked.add(answer);
      } else {
        answer.complete(null);
      }
      return answer;
    }
  }

  /** Notes are durable at once, until they are held. */
  static final class MemoryNotes implements UseNotes.Sink {
    final List<LateUse> said = new CopyOnWriteArrayList<>();
    final List<LateUse> withdrawn = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> durable = CompletableFuture.completedFuture(null);

    void hold() {
      durable = new CompletableFuture<>();
    }

    void letGo() {
      durable.complete(null);
    }

    @Override
    public CompletionStage<?> say(LateUse use) {
      said.add(use);
      return durable;
    }

    @Override
    public CompletionStage<?> withdraw(LateUse use) {
      withdrawn.add(use);
      return durable;
    }
  }

  /** Every record is read as the configuration says. */
  static Formats declaredFormat(PipelineConfig config) {
    RecordDecoder decoder =
        new RecordDecoders(config.input(), PipelineFields.of(config)).of(TopicSchema.NONE);
    return record -> decoder;
  }

  record Published(InputRecord record, Assignment assignment) {}

  record Buried(InputRecord record, String recordId, Rejection rejection) {}

  static final class MemoryShardTopics implements ShardTopics {
    final Queue<Published> published = new ConcurrentLinkedQueue<>();

    @Override
    public CompletionStage<?> publish(InputRecord record, Assignment assignment) {
      published.add(new Published(record, assignment));
      return CompletableFuture.completedFuture("id");
    }
  }

  /** Fails as often as it is told to, then stores; or keeps every write waiting. */
  static final class MemoryShardStore implements ShardStore {
    final Map<String, ShardRow> rows = new ConcurrentHashMap<>();
    final AtomicInteger failuresLeft = new AtomicInteger();
    final AtomicInteger attempts = new AtomicInteger();
    final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();
    final Set<Integer> placeless = ConcurrentHashMap.newKeySet();
    volatile boolean stuck;

    @Override
    public CompletionStage<Void> upsert(ShardRow row) {
      attempts.incrementAndGet();
      if (failuresLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        return CompletableFuture.failedFuture(
            new StoreUnavailableException("no node answers", new IOException("refused")));
      }
      rows.put(row.recordId(), row);
      CompletableFuture<Void> stored = new CompletableFuture<>();
      if (stuck) {
        waiting.add(stored);
      } else {
        stored.complete(null);
      }
      return stored;
    }

    @Override
    public CompletionStage<Set<Integer>> withoutPlace(Set<Integer> shards) {
      Set<Integer> without = new HashSet<>(shards);
      without.retainAll(placeless);
      return CompletableFuture.completedFuture(without);
    }

    @Override
    public void close() {}
  }

  static final class MemoryDeadLetters implements DeadLetters {
    final Queue<Buried> buried = new ConcurrentLinkedQueue<>();

    @Override
    public CompletionStage<?> keep(InputRecord record, String recordId, Rejection rejection) {
      buried.add(new Buried(record, recordId, rejection));
      return CompletableFuture.completedFuture("id");
    }
  }

  static final class MemorySamples implements Samples {
    final Queue<Sample> offered = new ConcurrentLinkedQueue<>();

    @Override
    public void offer(Sample sample) {
      offered.add(sample);
    }
  }

  /** Answers a request for a model when the test says with what. */
  static final class StagedModels implements ModelSource {
    final Map<Integer, CompletableFuture<RoutedModel>> answers = new ConcurrentHashMap<>();
    final Map<Integer, AtomicInteger> unreachable = new ConcurrentHashMap<>();
    final List<Integer> requested = new CopyOnWriteArrayList<>();

    CompletableFuture<RoutedModel> answer(int version) {
      return answers.computeIfAbsent(version, it -> new CompletableFuture<>());
    }

    @Override
    public RoutedModel load(ModelRef model) throws IOException {
      requested.add(model.version());
      AtomicInteger failures = unreachable.get(model.version());
      if (failures != null && failures.getAndDecrement() > 0) {
        throw new IOException("package store is down");
      }
      try {
        return answer(model.version()).join();
      } catch (CompletionException e) {
        throw (RuntimeException) e.getCause();
      }
    }
  }
}
