/** What readers ask, without what they ask for, and what an order can learn of it. */
@NullMarked
package io.shardsteer.common.asked;

import org.jspecify.annotations.NullMarked;
