/** A recorded stream published to a fresh local stack, and what came of it. */
@NullMarked
package io.shardsteer.deploy.cli.demo;

import org.jspecify.annotations.NullMarked;
