package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.Waiting;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.common.naming.TopicName;
import org.apache.pulsar.common.policies.data.RetentionPolicies;
import org.apache.pulsar.common.policies.data.SchemaCompatibilityStrategy;

/**
 * Creates a pipeline's topics and says what is kept in them. A topic that is there keeps the
 * policies that its operator has set; a policy whose absence the broker does not confirm counts as
 * set. Whoever may not administer the namespace can deploy again where all topics are there.
 */
final class TopicSetup {
  private static final int LOOKS = 20;
  private static final int LOOK_MILLIS = 50;

  private final PulsarAdmin admin;
  private final AdminTool tool;
  private final Predicate<String> found;
  private final Consumer<String> progress;
  private final int attempts;
  private boolean mayNotRead;

  /**
   * @param found whether a topic is there, asked of those who may use it; needs no right to
   *     administer
   * @param progress is told of what is left as it is
   * @param attempts how often a policy is asked for, a second apart
   */
  TopicSetup(
      PulsarAdmin admin,
      AdminTool tool,
      Predicate<String> found,
      Consumer<String> progress,
      int attempts) {
    this.admin = admin;
    this.tool = tool;
    this.found = found;
    this.progress = progress;
    this.attempts = attempts;
  }

  /**
   * Creates the topics that are missing and leaves the others as they are.
   *
   * @return how many were missing
   * @throws CommandException naming the step that failed
   */
  int createMissing(PipelineTopics wanted) {
    Set<String> existing = existing(wanted);
    PipelineTopics missing =
        new PipelineTopics(
            wanted.topics().stream().filter(topic -> !existing.contains(topic.name())).toList());
    create(missing, existing);
    return missing.topics().size();
  }

  /** Whether all of the topics are there. */
  boolean areThere(PipelineTopics wanted) {
    return existing(wanted)
        .containsAll(wanted.topics().stream().map(PipelineTopics.Topic::name).toList());
  }

  /**
   * @throws CommandException naming the step that failed
   */
  void create(PipelineTopics wanted) {
    create(wanted, existing(wanted));
  }

  private void create(PipelineTopics wanted, Set<String> existing) {
    var done = new Progress("Did", "steps for topics", 2L * wanted.topics().size(), progress);
    for (PipelineTopics.Topic topic : wanted.topics()) {
      if (!existing.contains(topic.name())) {
        step(
            List.of("topics", "create", topic.name()),
            () -> {
              try {
                admin.topics().createNonPartitionedTopic(topic.name());
              } catch (PulsarAdminException.ConflictException thereAlready) {
                // Somebody was faster.
              }
            });
      }
      done.add(1);
    }
    mayNotRead = false;
    for (PipelineTopics.Topic topic : wanted.topics()) {
      setPolicies(topic, !existing.contains(topic.name()));
      done.add(1);
    }
    if (mayNotRead) {
      progress.accept(
          "Topics: this login may not read their policies; retention and compaction stay as they"
              + " are");
    }
  }

  private Set<String> existing(PipelineTopics wanted) {
    Set<String> names = new HashSet<>();
    wanted.topics().stream()
        .map(topic -> TopicName.get(topic.name()).getNamespace())
        .distinct()
        .forEach(
            namespace -> {
              try {
                names.addAll(admin.topics().getList(namespace));
                names.addAll(admin.topics().getPartitionedTopicList(namespace));
              } catch (PulsarAdminException e) {
                List<String> there =
                    wanted.topics().stream()
                        .map(PipelineTopics.Topic::name)
                        .filter(name -> TopicName.get(name).getNamespace().equals(namespace))
                        .toList();
                if (e instanceof PulsarAdminException.NotAuthorizedException
                    && there.stream().allMatch(found)) {
                  names.addAll(there);
                  return;
                }
                throw new CommandException(
                    "The topics of namespace %s cannot be listed: %s\n%s"
                        .formatted(
                            namespace,
                            PulsarFailures.reason(e),
                            PulsarFailures.remedy(
                                e,
                                "Check that it exists (pulsar-admin namespaces create %s) and --admin-url."
                                    .formatted(namespace))),
                    e);
              }
            });
    return names;
  }

  private void setPolicies(PipelineTopics.Topic topic, boolean isNew) {
    var policies = admin.topicPolicies();
    Lookup retention = () -> policies.getRetention(topic.name());
    if (topic.hasRetention() && absent(topic, isNew, retention)) {
      set(
          retention,
          List.of(
              "topicPolicies",
              "set-retention",
              "--time",
              topic.retentionMinutes() == PipelineTopics.UNLIMITED
                  ? "-1"
                  : topic.retentionMinutes() + "m",
              "--size",
              "-1",
              topic.name()),
          () ->
              policies.setRetention(
                  topic.name(),
                  new RetentionPolicies(topic.retentionMinutes(), PipelineTopics.UNLIMITED)));
    }
    Lookup compaction = () -> policies.getCompactionThreshold(topic.name());
    if (topic.compactionBytes() > 0 && absent(topic, isNew, compaction)) {
      set(
          compaction,
          List.of(
              "topicPolicies",
              "set-compaction-threshold",
              "--threshold",
              Long.toString(topic.compactionBytes()),
              topic.name()),
          () -> policies.setCompactionThreshold(topic.name(), topic.compactionBytes()));
    }
    welcomeSchemas(topic, isNew);
  }

  /** A schema that a shard topic refused would hold up the router for ever. */
  private void welcomeSchemas(PipelineTopics.Topic topic, boolean isNew) {
    var policies = admin.topicPolicies();
    Lookup schemas = () -> policies.getSchemaCompatibilityStrategy(topic.name(), false);
    if (topic.anySchema() && absent(topic, isNew, schemas)) {
      set(
          schemas,
          List.of(
              "topicPolicies",
              "set-schema-compatibility-strategy",
              topic.name(),
              SchemaCompatibilityStrategy.ALWAYS_COMPATIBLE.name()),
          () ->
              policies.setSchemaCompatibilityStrategy(
                  topic.name(), SchemaCompatibilityStrategy.ALWAYS_COMPATIBLE));
    }
  }

  /**
   * Whether nobody has set a policy. Only the broker's word counts, that it is unset or that there
   * is no such policy: an operator's retention must not be overwritten because it could not be
   * read.
   */
  private boolean absent(PipelineTopics.Topic topic, boolean isNew, Lookup lookup) {
    for (int attempt = 1; ; attempt++) {
      try {
        return lookup.get() == null;
      } catch (PulsarAdminException.NotFoundException unset) {
        return true;
      } catch (PulsarAdminException e) {
        if (isNew) {
          // Nobody has had the time to set it.
          return true;
        }
        if (e instanceof PulsarAdminException.NotAuthorizedException) {
          mayNotRead = true;
          return false;
        }
        if (attempt == attempts) {
          throw new CommandException(
              "The policies of %s cannot be read: %s\n%s"
                  .formatted(
                      topic.name(),
                      PulsarFailures.reason(e),
                      PulsarFailures.remedy(
                          e,
                          "Repeat the command; if it persists, look at the broker's log and at"
                              + " topicLevelPoliciesEnabled.")),
              e);
        }
        Waiting.forMillis(1_000);
      }
    }
  }

  /**
   * Sets a policy and waits until the broker shows it. A broker that is busy learns late of what it
   * has written itself, and would write the next policy over the one before.
   */
  private void set(Lookup lookup, List<String> command, Call call) {
    step(command, call);
    if (!isShown(lookup)) {
      step(command, call);
    }
  }

  /** False only where the broker says, to the end, that the policy is not set. */
  private boolean isShown(Lookup lookup) {
    boolean unset = false;
    for (int look = 0; look < LOOKS * attempts; look++) {
      try {
        unset = lookup.get() == null;
        if (!unset) {
          return true;
        }
      } catch (PulsarAdminException.NotAuthorizedException e) {
        return true;
      } catch (PulsarAdminException e) {
        unset = e instanceof PulsarAdminException.NotFoundException;
      }
      Waiting.forMillis(LOOK_MILLIS);
    }
    return !unset;
  }

  private void step(List<String> command, Call call) {
    tool.tell(command);
    try {
      call.run();
    } catch (PulsarAdminException e) {
      throw new CommandException(
          "pulsar-admin %s failed: %s\n%s"
              .formatted(
                  String.join(" ", command),
                  PulsarFailures.reason(e),
                  PulsarFailures.remedy(e, "Run it by hand.")),
          e);
    }
  }

  @FunctionalInterface
  private interface Call {
    void run() throws PulsarAdminException;
  }

  @FunctionalInterface
  private interface Lookup {
    @org.jspecify.annotations.Nullable
    Object get() throws PulsarAdminException;
  }
}
