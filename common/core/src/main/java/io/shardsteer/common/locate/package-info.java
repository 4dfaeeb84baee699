/** Where records can be found again: from a predicate on their fields to shards. */
@NullMarked
package io.shardsteer.common.locate;

import org.jspecify.annotations.NullMarked;
