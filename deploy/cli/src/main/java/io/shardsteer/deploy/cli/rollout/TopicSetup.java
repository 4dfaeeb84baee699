package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.pulsar.PulsarLogin;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.common.naming.TopicName;
import org.apache.pulsar.common.policies.data.RetentionPolicies;
import org.apache.pulsar.common.policies.data.SchemaCompatibilityStrategy;

/**
 * Creates a pipeline's topics and says what is kept in them. A topic that is there keeps the
 * policies that its operator has set.
 */
final class TopicSetup {
  private static final int LOOKS = 25;
  private static final long LOOK_MILLIS = 200;

  private final PulsarAdmin admin;
  private final AdminTool tool;
  private final Consumer<String> warnings;

  /**
   * @param warnings gets a line for what could not be seen and was left as it is
   */
  TopicSetup(PulsarAdmin admin, AdminTool tool, Consumer<String> warnings) {
    this.admin = admin;
    this.tool = tool;
    this.warnings = warnings;
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
    }
    wanted.topics().forEach(this::setPolicies);
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
              } catch (PulsarAdminException.NotAuthorizedException e) {
                warnings.accept(
                    "The topics of namespace %s may not be listed by this login; they are taken to be there"
                        .formatted(namespace));
                wanted.topics().forEach(topic -> names.add(topic.name()));
              } catch (PulsarAdminException e) {
                throw new CommandException(
                    "The topics of namespace %s cannot be listed: %s\n%s"
                        .formatted(
                            namespace,
                            reason(e),
                            PulsarLogin.remedy(
                                e,
                                "Check that it exists (pulsar-admin namespaces create %s) and --admin-url."
                                    .formatted(namespace))),
                    e);
              }
            });
    return names;
  }

  private void setPolicies(PipelineTopics.Topic topic) {
    var policies = admin.topicPolicies();
    if (topic.hasRetention() && absent(() -> policies.getRetention(topic.name()))) {
      step(
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
    if (topic.compactionBytes() > 0
        && absent(() -> policies.getCompactionThreshold(topic.name()))) {
      step(
          List.of(
              "topicPolicies",
              "set-compaction-threshold",
              "--threshold",
              Long.toString(topic.compactionBytes()),
              topic.name()),
          () -> policies.setCompactionThreshold(topic.name(), topic.compactionBytes()));
    }
    welcomeSchemas(topic);
  }

  /** A schema that a shard topic refused would hold up the router for ever. */
  private void welcomeSchemas(PipelineTopics.Topic topic) {
    var policies = admin.topicPolicies();
    if (topic.anySchema()
        && absent(() -> policies.getSchemaCompatibilityStrategy(topic.name(), false))) {
      step(
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
   * Whether nobody has set a policy. A policy that cannot be read is not overwritten: an operator
   * may have set it.
   */
  private boolean absent(Lookup lookup) {
    PulsarAdminException last = null;
    for (int i = 0; i < LOOKS; i++) {
      try {
        return lookup.get() == null;
      } catch (PulsarAdminException.NotFoundException nothingSet) {
        return true;
      } catch (PulsarAdminException.NotAuthorizedException noRight) {
        last = noRight;
        break;
      } catch (PulsarAdminException notYet) {
        // The policies of a fresh topic may not be there to be read for a moment.
        last = notYet;
        Waiting.forMillis(LOOK_MILLIS);
      }
    }
    warnings.accept(
        "A topic's policy cannot be read (%s) and stays as it is"
            .formatted(last == null ? "" : reason(last)));
    return false;
  }

  private void step(List<String> command, Call call) {
    tool.tell(command);
    try {
      call.run();
    } catch (PulsarAdminException e) {
      throw new CommandException(
          "pulsar-admin %s failed: %s\n%s"
              .formatted(
                  String.join(" ", command), reason(e), PulsarLogin.remedy(e, "Run it by hand.")),
          e);
    }
  }

  private static String reason(PulsarAdminException e) {
    return e.getHttpError() == null ? String.valueOf(e.getMessage()) : e.getHttpError();
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
