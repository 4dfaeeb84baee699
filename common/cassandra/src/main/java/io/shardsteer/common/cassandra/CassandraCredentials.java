package io.shardsteer.common.cassandra;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who logs in to Cassandra. Prints without the password.
 *
 * @param username role
 * @param password its password
 */
public record CassandraCredentials(String username, String password) {
  /** Name of the secret or environment variable that holds the role. */
  public static final String USERNAME = "SHARDSTEER_CASSANDRA_USERNAME";

  /** Name of the secret or environment variable that holds the password. */
  public static final String PASSWORD = "SHARDSTEER_CASSANDRA_PASSWORD";

  /**
   * Looks both up, in a function's secrets or in the environment.
   *
   * @return empty where neither is set: Cassandra is asked without a login
   * @throws IllegalArgumentException if only one of them is set
   */
  public static Optional<CassandraCredentials> from(Function<String, @Nullable String> lookup) {
    String username = lookup.apply(USERNAME);
    String password = lookup.apply(PASSWORD);
    if (username == null && password == null) {
      return Optional.empty();
    }
    if (username == null || password == null) {
      throw new IllegalArgumentException(
          """
          Of %s and %s only the %s is set.
          Set both, or none where Cassandra asks for no login."""
              .formatted(USERNAME, PASSWORD, username == null ? "second" : "first"));
    }
    return Optional.of(new CassandraCredentials(username, password));
  }

  @Override
  public String toString() {
    return "CassandraCredentials[username=" + username + ", password=***]";
  }
}
