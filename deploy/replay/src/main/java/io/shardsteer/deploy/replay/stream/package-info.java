/**
 * Recorded streams: files of CSV, JSON lines or Avro read record by record, and whole recordings
 * held in columns.
 */
@NullMarked
package io.shardsteer.deploy.replay.stream;

import org.jspecify.annotations.NullMarked;
