/**
 * Decides when the split points move and when a new model is called for: sizes, rebalances,
 * triggers, the controller.
 */
@NullMarked
package io.shardsteer.common.control;

import org.jspecify.annotations.NullMarked;
