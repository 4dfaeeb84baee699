package io.shardsteer.functions.router;

import io.shardsteer.common.record.RecordDecoder;

/** How records are read, each by what it was written with. */
@FunctionalInterface
interface Formats {
  /** The decoder of a record; may wait until it is known. */
  RecordDecoder of(InputRecord record) throws InterruptedException;
}
