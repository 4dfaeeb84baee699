/** The learned order and its cuts: addresses, cut points, steering tables and their history. */
@NullMarked
package io.shardsteer.common.steering;

import org.jspecify.annotations.NullMarked;
