package io.shardsteer.common.config;

/**
 * Bounds on what one record and one router may take.
 *
 * @param maxRecordBytes larger payloads are rejected
 * @param maxInFlight records of a router instance that are read and not yet durable
 */
public record LimitsConfig(int maxRecordBytes, int maxInFlight) {}
