package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.formats.BadSchemaException;
import io.shardsteer.common.formats.RecordDecoders;
import io.shardsteer.common.formats.TopicSchema;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.record.PipelineFields;
import java.util.function.Consumer;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.common.schema.SchemaInfo;

/** The input topic's schema, and whether a pipeline can read what it writes. */
public final class InputSchema {
  private InputSchema() {}

  /** A schema as the registry gives it. */
  public static TopicSchema of(SchemaInfo info) {
    return new TopicSchema(info.getType().name(), info.getSchema(), info.getProperties());
  }

  /**
   * Asks the registry.
   *
   * @param progress told where it cannot be asked
   * @throws CommandException if every record of the schema would be a dead letter
   */
  static void check(PulsarAdmin admin, PipelineConfig config, Consumer<String> progress) {
    try {
      check(admin.schemas().getSchemaInfo(config.input().topic()), config);
    } catch (PulsarAdminException.NotFoundException none) {
      // A topic that has no schema yet, or is not there yet.
    } catch (PulsarAdminException e) {
      progress.accept(
          "Input: its schema is not checked, because %s".formatted(PulsarFailures.reason(e)));
    }
  }

  static void check(SchemaInfo info, PipelineConfig config) {
    try {
      new RecordDecoders(config.input(), PipelineFields.of(config)).check(of(info));
    } catch (BadSchemaException e) {
      throw new CommandException(
          """
          Every record of %s would be a dead letter, by the schema that the topic has now.
          %s\
          """
              .formatted(config.input().topic(), e.getMessage()),
          e);
    }
  }
}
