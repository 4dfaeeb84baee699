/** Replays a recorded stream through the steering code and through the usual alternatives. */
@NullMarked
package io.shardsteer.deploy.replay;

import org.jspecify.annotations.NullMarked;
