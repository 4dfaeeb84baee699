package io.shardsteer.deploy.benchmarks;

/**
 * What one contender did in one round.
 *
 * @param contender its name
 * @param recordsPerSecond between the first and the last tenth of the backlog
 * @param cpuMicrosPerRecord CPU time of the function's process over the same part
 */
record Round(String contender, double recordsPerSecond, double cpuMicrosPerRecord) {}
