/** The function that watches the shards and, alone, decides where their borders are. */
@NullMarked
package io.shardsteer.functions.metrics;

import org.jspecify.annotations.NullMarked;
