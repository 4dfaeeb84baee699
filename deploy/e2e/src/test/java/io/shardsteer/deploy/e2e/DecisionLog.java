package io.shardsteer.deploy.e2e;

import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.pulsar.TopicFollower;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Everything that the controller wrote to a pipeline's decision log, as it comes. Tests wait by
 * reading it.
 */
final class DecisionLog implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofMillis(20);

  private final List<LoggedDecision> entries = new CopyOnWriteArrayList<>();
  private final TopicFollower follower;

  DecisionLog(PulsarClient client, String topic) throws PulsarClientException {
    follower =
        TopicFollower.follow(
            client,
            topic,
            message -> entries.add(MessageCodec.decode(message.getData(), LoggedDecision.class)));
  }

  /** The first entry of a kind, waited for. */
  LoggedDecision await(String kind) {
    return await(kind, entry -> true);
  }

  /** The first entry of a kind that is as wanted, waited for. */
  LoggedDecision await(String kind, Predicate<LoggedDecision> wanted) {
    return await(Set.of(kind), wanted);
  }

  /** The first entry of one of some kinds that is as wanted, waited for. */
  LoggedDecision await(Set<String> kinds, Predicate<LoggedDecision> wanted) {
    try {
      return Awaitility.await("decision " + kinds)
          .atMost(PATIENCE)
          .until(() -> first(kinds, wanted), Optional::isPresent)
          .orElseThrow();
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("No entry %s in time. %s".formatted(kinds, this), e);
    }
  }

  /** How many entries of a kind there are so far. */
  long count(String kind) {
    return entries.stream().filter(entry -> entry.kind().equals(kind)).count();
  }

  /** The newest entry of a kind, which is there. */
  LoggedDecision last(String kind) {
    return entries.stream()
        .filter(entry -> entry.kind().equals(kind))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  /** The next entry of a kind, waited for: none of those that are there. */
  LoggedDecision awaitNext(String kind) {
    return awaitAfter(kind, count(kind));
  }

  /**
   * The entry of a kind that comes after so many others of it, waited for.
   *
   * @param before {@link #count} of the kind before what leads to the entry
   */
  LoggedDecision awaitAfter(String kind, long before) {
    Awaitility.await("next decision " + kind)
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .until(() -> count(kind) > before);
    return entries.stream()
        .filter(entry -> entry.kind().equals(kind))
        .skip(before)
        .findFirst()
        .orElseThrow();
  }

  private Optional<LoggedDecision> first(Set<String> kinds, Predicate<LoggedDecision> wanted) {
    return entries.stream()
        .filter(entry -> kinds.contains(entry.kind()) && wanted.test(entry))
        .findFirst();
  }

  @Override
  public String toString() {
    return entries.stream()
        .map(
            entry ->
                "%d %s %s r%d v%d %s %s"
                    .formatted(
                        entry.atMillis(),
                        entry.kind(),
                        entry.trigger(),
                        entry.revision(),
                        entry.modelVersion(),
                        entry.message(),
                        entry.before()))
        .collect(Collectors.joining("\n", "The decision log:\n", ""));
  }

  @Override
  public void close() {
    follower.close();
  }
}
