/** Finds rows again: asks only the shards that can hold them, all at once. */
@NullMarked
package io.shardsteer.deploy.reader;

import org.jspecify.annotations.NullMarked;
