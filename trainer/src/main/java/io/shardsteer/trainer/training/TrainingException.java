package io.shardsteer.trainer.training;

import org.jspecify.annotations.Nullable;

/** H2O could not make a model from these rows and parameters; trying again would not help. */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
