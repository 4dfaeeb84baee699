/** Samples made ready for training: feature rows, query dimensions, loads and times. */
@NullMarked
package io.shardsteer.trainer.dataset;

import org.jspecify.annotations.NullMarked;
