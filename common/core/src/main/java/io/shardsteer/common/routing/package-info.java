/** What a router does with one record: decide its shard, count it, perhaps sample it. */
@NullMarked
package io.shardsteer.common.routing;

import org.jspecify.annotations.NullMarked;
