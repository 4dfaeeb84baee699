package io.shardsteer.deploy.e2e;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.cassandra.CassandraSessions;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.deploy.reader.Answer;
import io.shardsteer.deploy.reader.FoundRow;
import io.shardsteer.deploy.reader.Query;
import io.shardsteer.deploy.reader.ShardReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pulsar.client.api.PulsarClientException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Asks the same questions again and again on a thread of its own, through {@link ShardReader}. No
 * record may come twice in an answer, and what was found once has to be found for ever.
 */
final class Questions implements AutoCloseable {
  private static final List<Query> ASKED =
      List.of(
          Query.where(Predicate.EVERYTHING),
          Query.where("x in 0.1..0.3 and y in 0.7..0.9"),
          Query.where("kind = tram and x > 0.75"));

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final CqlSession session;
  private final ShardReader reader;
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<String> wrong = new ArrayList<>();
  private final Map<Query, Set<String>> found = new HashMap<>();
  private final Thread thread = new Thread(this::ask, "questions");
  private volatile Set<Integer> shardsAsked = Set.of();
  private volatile boolean ended;

  Questions(Servers servers, PipelineConfig config) throws PulsarClientException {
    session = CassandraSessions.open(config.storage(), servers.reader());
    reader = ShardReader.open(config, servers.client(), servers.admin(), session);
    thread.start();
  }

  private void ask() {
    try {
      while (!ended) {
        for (Query query : ASKED) {
          ask(query);
          answers.incrementAndGet();
        }
      }
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  private void ask(Query query) {
    Set<String> now = new HashSet<>();
    try (Answer answer = reader.find(query)) {
      for (FoundRow row : answer) {
        if (!now.add(row.recordId())) {
          wrong.add(row.recordId() + " twice");
        }
      }
      if (query.equals(ASKED.get(0))) {
        shardsAsked = new TreeSet<>(answer.report().shards().keySet());
      }
    }
    Set<String> before = found.computeIfAbsent(query, unknown -> new HashSet<>());
    for (String id : before) {
      if (!now.contains(id)) {
        wrong.add(id + " missed");
      }
    }
    before.addAll(now);
  }

  /** Waits for the answers to so many more rounds of questions. */
  void awaitRounds(int rounds) {
    int goal = answers.get() + (rounds + 1) * ASKED.size();
    Awaitility.await(rounds + " more rounds of questions")
        .atMost(PATIENCE)
        .until(() -> answers.get() >= goal || failure.get() != null);
  }

  /** The shards that the newest question for everything was put to. */
  Set<Integer> shardsAsked() {
    return shardsAsked;
  }

  /** Ends, and fails if an answer failed, repeated a record or missed one. */
  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reader.close();
    session.close();
    Throwable failed = failure.get();
    if (failed != null) {
      throw new AssertionError("A question was not answered.", failed);
    }
    System.out.printf(
        "%d questions answered; every answer held what earlier ones did: %s rows%n",
        answers.get(), found.values().stream().map(Set::size).toList());
    if (!wrong.isEmpty() || answers.get() < ASKED.size()) {
      throw new AssertionError(
          "%d answers, %d mistakes: %s"
              .formatted(
                  answers.get(), wrong.size(), wrong.subList(0, Math.min(20, wrong.size()))));
    }
  }
}
