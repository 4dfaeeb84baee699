package io.shardsteer.common.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong in it. */
public final class InvalidConfigurationException extends RuntimeException {
  private final transient List<ConfigProblem> problems;

  /**
   * @param where what the configuration is, for messages: the file's name
   * @param problems at least one
   */
  public InvalidConfigurationException(String where, List<ConfigProblem> problems) {
    super(
        "%s has %s:\n  %s"
            .formatted(
                where,
                problems.size() == 1 ? "a problem" : problems.size() + " problems",
                problems.stream()
                    .map(ConfigProblem::toString)
                    .collect(Collectors.joining("\n  "))));
    this.problems = List.copyOf(problems);
  }

  /** At least one, in the order of the configuration's keys. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
