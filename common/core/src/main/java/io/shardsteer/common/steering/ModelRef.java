package io.shardsteer.common.steering;

/**
 * Which model a routing table goes with and where to fetch it.
 *
 * @param version counts up from 1 within a pipeline; 0 means no model: positions are key hashes
 * @param packageUrl Pulsar package that holds MOJO and manifest, empty for version 0
 * @param checksum lower-case hex SHA-256 of the package's bytes, empty for version 0
 */
public record ModelRef(int version, String packageUrl, String checksum) {
  /** No model: plain hash sharding. */
  public static final ModelRef HASH = new ModelRef(0, "", "");

  public ModelRef {
    if (version < 0 || (version == 0) != packageUrl.isEmpty()) {
      throw new IllegalArgumentException(
          "A model is version 0 without a package or version 1 and up with one, but it is version %d with package '%s'."
              .formatted(version, packageUrl));
    }
  }

  public boolean isHash() {
    return version == 0;
  }
}
