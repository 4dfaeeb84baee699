/** Recorded streams: CSV files read row by row and whole recordings held in columns. */
@NullMarked
package io.shardsteer.deploy.replay.stream;

import org.jspecify.annotations.NullMarked;
