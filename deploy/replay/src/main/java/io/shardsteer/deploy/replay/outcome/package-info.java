/** Tells what became of a recorded stream's keys later, so that a replay can be asked for it. */
@NullMarked
package io.shardsteer.deploy.replay.outcome;

import org.jspecify.annotations.NullMarked;
