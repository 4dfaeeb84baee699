/** Shard tables in Apache Cassandra: their names, their creation and writing to them. */
@NullMarked
package io.shardsteer.common.cassandra;

import org.jspecify.annotations.NullMarked;
