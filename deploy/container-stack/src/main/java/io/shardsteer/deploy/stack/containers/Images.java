package io.shardsteer.deploy.stack.containers;

import org.testcontainers.utility.DockerImageName;

/**
 * The images that are run: the official ones unless system properties name others, which must work
 * alike.
 *
 * @param pulsar Pulsar's
 * @param cassandra Cassandra's
 */
public record Images(DockerImageName pulsar, DockerImageName cassandra) {
  /** System property that names another image of Pulsar. */
  public static final String PULSAR_PROPERTY = "shardsteer.image.pulsar";

  /** System property that names another image of Cassandra. */
  public static final String CASSANDRA_PROPERTY = "shardsteer.image.cassandra";

  private static final String PULSAR = "apachepulsar/pulsar";
  private static final String CASSANDRA = "cassandra";

  /** What the system properties say. */
  public static Images fromProperties() {
    return new Images(
        image(PULSAR_PROPERTY, PULSAR + ":4.0.8", PULSAR),
        image(CASSANDRA_PROPERTY, CASSANDRA + ":5.0", CASSANDRA));
  }

  private static DockerImageName image(String property, String official, String standsFor) {
    String named = System.getProperty(property, "").strip();
    return DockerImageName.parse(named.isEmpty() ? official : named)
        .asCompatibleSubstituteFor(standsFor);
  }
}
