package io.shardsteer.common.change;

/**
 * A key of the pipeline file with another value.
 *
 * @param key path of the key
 * @param before the value that parts run with, as it stands in the file
 * @param after the value that they are to run with
 * @param rule what becomes of it
 */
public record KeyChange(String key, String before, String after, KeyRule rule) {}
