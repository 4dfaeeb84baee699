/** Judges a candidate model on records that are newer than those it was made from. */
@NullMarked
package io.shardsteer.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
