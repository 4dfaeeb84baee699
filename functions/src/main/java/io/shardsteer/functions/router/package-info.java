/** The function that sends every record to its shard topic and its shard table. */
@NullMarked
package io.shardsteer.functions.router;

import org.jspecify.annotations.NullMarked;
