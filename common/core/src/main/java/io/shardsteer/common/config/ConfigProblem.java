package io.shardsteer.common.config;

/**
 * One thing that is wrong in a configuration.
 *
 * @param place key path, with the line where it is known: {@code control.horizon (line 12)}
 * @param fault the bad value and what is wrong with it, a sentence
 * @param remedy what to do, a sentence
 */
public record ConfigProblem(String place, String fault, String remedy) {
  @Override
  public String toString() {
    return place + ": " + fault + "\n    " + remedy;
  }
}
