package io.shardsteer.common.config;

import java.time.Duration;

/**
 * Whether the order is made for what is really asked.
 *
 * @param learned {@code queries.learned}: reads that readers report of weigh beside declared
 *     queries
 * @param window {@code queries.window}: how long a read counts after it was asked
 */
public record QueryLearning(boolean learned, Duration window) {
  /** Of a pipeline that declares nothing. */
  public static final QueryLearning DEFAULT = new QueryLearning(true, Duration.ofDays(7));
}
