/** Where the rows of shards are kept, as the routers see it. */
@NullMarked
package io.shardsteer.common.store;

import org.jspecify.annotations.NullMarked;
