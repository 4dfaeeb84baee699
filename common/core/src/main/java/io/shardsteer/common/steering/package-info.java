/**
 * The learned order and its split points: order keys, split points, routing tables and their
 * history.
 */
@NullMarked
package io.shardsteer.common.steering;

import org.jspecify.annotations.NullMarked;
