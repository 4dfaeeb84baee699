package io.shardsteer.common.store;

import org.jspecify.annotations.Nullable;

/** The store can never take this row, because of what is in it. */
public final class RowRefusedException extends RuntimeException {
  public RowRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
