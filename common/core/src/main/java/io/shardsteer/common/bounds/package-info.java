/** Sets of numbers, for computing with all the values that something may have. */
@NullMarked
package io.shardsteer.common.bounds;

import org.jspecify.annotations.NullMarked;
