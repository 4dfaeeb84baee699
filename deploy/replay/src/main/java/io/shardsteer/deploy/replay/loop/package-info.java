/**
 * The real loop of routers, controller and trainer in simulated time, with the real loop's delays.
 */
@NullMarked
package io.shardsteer.deploy.replay.loop;

import org.jspecify.annotations.NullMarked;
