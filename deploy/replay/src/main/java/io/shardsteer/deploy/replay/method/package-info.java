/** The usual ways to choose a record's shard, which shardsteer is measured against. */
@NullMarked
package io.shardsteer.deploy.replay.method;

import org.jspecify.annotations.NullMarked;
