package io.shardsteer.deploy.benchmarks;

import java.nio.file.Path;
import java.util.Map;

/**
 * One function under test.
 *
 * @param name for the table
 * @param jar shaded jar that holds the class
 * @param className the function's class
 * @param userConfig its user configuration
 * @param output topic of its return value, empty for none
 * @param records how many records a round feeds it: slow contenders get fewer
 */
record Contender(
    String name,
    Path jar,
    String className,
    Map<String, Object> userConfig,
    String output,
    int records) {
  Contender {
    userConfig = Map.copyOf(userConfig);
  }
}
