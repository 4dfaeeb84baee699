package io.shardsteer.common.config;

/**
 * How much of the stream is kept for training.
 *
 * @param perSecond most samples a router instance sends in a second of publish time
 */
public record SamplingConfig(int perSecond) {}
