package io.shardsteer.common.config;

import java.util.Map;

/**
 * How features of one kind stand in a configuration, besides {@code kind} and {@code name}.
 *
 * @param <S> what they are read as
 */
interface FeatureKind<S extends FeatureSpec> {
  Class<S> type();

  /** Reads the section's keys, {@code name} too; problems go to the section. */
  S read(ConfigSection section);

  /** Adds the keys that {@link #read} gives the same feature for. */
  void write(S spec, Map<String, Object> to);
}
