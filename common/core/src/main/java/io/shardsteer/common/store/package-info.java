/** The rows of shards: from a record's fields to a row, and where rows are kept and found. */
@NullMarked
package io.shardsteer.common.store;

import org.jspecify.annotations.NullMarked;
