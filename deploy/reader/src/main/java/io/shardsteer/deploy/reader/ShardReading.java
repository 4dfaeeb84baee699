package io.shardsteer.deploy.reader;

import java.time.Duration;

/**
 * What one shard has contributed to an answer.
 *
 * @param pages pages read
 * @param rowsRead rows in them
 * @param rowsFound rows that match
 * @param firstPage from the question to its first page
 * @param reading the time that all its pages took, waiting for the one who asks not counted
 * @param complete whether its table was read to the end
 */
public record ShardReading(
    int pages,
    long rowsRead,
    long rowsFound,
    Duration firstPage,
    Duration reading,
    boolean complete) {
  static final ShardReading NONE = new ShardReading(0, 0, 0, Duration.ZERO, Duration.ZERO, false);

  ShardReading with(ShardScan.Progress page, long found) {
    return new ShardReading(
        pages + 1,
        rowsRead + page.rowsRead(),
        rowsFound + found,
        pages == 0 ? page.took() : firstPage,
        reading.plus(page.took()),
        page.last());
  }
}
