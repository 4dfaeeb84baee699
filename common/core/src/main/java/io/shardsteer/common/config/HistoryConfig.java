package io.shardsteer.common.config;

import java.time.Duration;

/**
 * How long what was decided is kept.
 *
 * @param exactFor {@code history.exact_for}: how long every routing table is kept after it was in
 *     force; older ones are summarised
 * @param decisionsFor {@code history.decisions_for}: how long the decision log is kept
 */
public record HistoryConfig(Duration exactFor, Duration decisionsFor) {
  public static final HistoryConfig DEFAULT =
      new HistoryConfig(Duration.ofDays(7), Duration.ofDays(90));
}
