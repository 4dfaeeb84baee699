/** From a retrain request to its outcome: samples in, a stored package and an announcement out. */
@NullMarked
package io.shardsteer.trainer.publish;

import org.jspecify.annotations.NullMarked;
