package io.shardsteer.common.message;

/**
 * The key of most load lately, by the samples.
 *
 * @param key as it stands in records; empty where no key has much
 * @param share of the load, at least
 */
public record HeavyKey(String key, double share) {
  public static final HeavyKey NONE = new HeavyKey("", 0);
}
