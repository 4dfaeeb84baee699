package io.shardsteer.trainer.cli;

import io.shardsteer.common.config.InvalidConfigurationException;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.message.ConfigAnswer;
import io.shardsteer.common.message.ConfigPush;
import io.shardsteer.trainer.training.H2oTrainer;
import java.util.List;

/**
 * The configuration that the trainer runs with, from its file until another is pushed. Thread-safe.
 */
final class TrainerConfig {
  private final Role role;
  private volatile PipelineConfig config;

  /**
   * @throws IllegalArgumentException if no model can be trained with it, naming why
   */
  TrainerConfig(PipelineConfig config) {
    this(config, Role.BOTH);
  }

  /**
   * @throws IllegalArgumentException if no model can be trained with it, naming why
   */
  TrainerConfig(PipelineConfig config, Role role) {
    this.role = role;
    this.config = usable(config);
  }

  PipelineConfig current() {
    return config;
  }

  /** Goes over to a pushed configuration where it can be used; the next training has it. */
  ConfigAnswer take(ConfigPush push) {
    try {
      PipelineConfig pushed = usable(PipelineConfigs.fromMap(push.config()));
      if (!isSamePipeline(pushed)) {
        return answer(
            push,
            false,
            """
            This %s serves pipeline %s on %s; it cannot go over to %s on %s.
            Start another %s for another pipeline."""
                .formatted(
                    part(),
                    config.pipeline(),
                    config.input().topic(),
                    pushed.pipeline(),
                    pushed.input().topic(),
                    part()));
      }
      boolean changed = !pushed.equals(config);
      config = pushed;
      return answer(push, true, changed ? "The next training uses it." : "Nothing changed.");
    } catch (InvalidConfigurationException | IllegalArgumentException e) {
      return answer(push, false, String.valueOf(e.getMessage()));
    }
  }

  private boolean isSamePipeline(PipelineConfig pushed) {
    return pushed.pipeline().equals(config.pipeline())
        && pushed.input().topic().equals(config.input().topic());
  }

  private static PipelineConfig usable(PipelineConfig config) {
    List<String> problems = H2oTrainer.problems(config.model());
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return config;
  }

  /** The name by which it answers; a mover beside a trainer has none of its own. */
  private String part() {
    return role.trains() ? "trainer" : "mover";
  }

  private ConfigAnswer answer(ConfigPush push, boolean accepted, String message) {
    return new ConfigAnswer(push.id(), part(), accepted, message);
  }
}
