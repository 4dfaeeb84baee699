package io.shardsteer.functions.runtime;

import java.lang.reflect.Field;
import java.util.Optional;
import org.apache.pulsar.functions.api.Context;

/**
 * The processing guarantee that a function runs under. Pulsar's API does not tell it, so it is read
 * from the instance's own configuration, where that has the form it has had since Pulsar 2.x.
 */
public final class ProcessingGuarantee {
  private static final String RIGHT = "ATLEAST_ONCE";

  private ProcessingGuarantee() {}

  /**
   * Refuses every guarantee but {@code ATLEAST_ONCE}, as far as it can be read.
   *
   * @throws IllegalStateException with the remedy: any other acknowledges records before they are
   *     durable, or never
   */
  public static void requireAtLeastOnce(Context context) {
    String guarantee = read(context).orElse(RIGHT);
    if (!guarantee.equals(RIGHT)) {
      throw new IllegalStateException(
          """
          The function runs with processingGuarantees %s, which acknowledges records that are not durable yet.
          Create it with processingGuarantees: ATLEAST_ONCE."""
              .formatted(guarantee));
    }
  }

  private static Optional<String> read(Context context) {
    try {
      Object instance = field(context, "config");
      Object details = instance.getClass().getMethod("getFunctionDetails").invoke(instance);
      Object guarantee = details.getClass().getMethod("getProcessingGuarantees").invoke(details);
      return Optional.of(guarantee.toString());
    } catch (ReflectiveOperationException | RuntimeException e) {
      context.getLogger().info("The processing guarantee cannot be read, it has to be {}", RIGHT);
      return Optional.empty();
    }
  }

  private static Object field(Context context, String name) throws ReflectiveOperationException {
    Field field = context.getClass().getDeclaredField(name);
    field.setAccessible(true);
    Object value = field.get(context);
    if (value == null) {
      throw new NoSuchFieldException(name);
    }
    return value;
  }
}
