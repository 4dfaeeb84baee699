/** The Pulsar Functions: one routes records, the other watches the shards and decides. */
@NullMarked
package io.shardsteer.functions;

import org.jspecify.annotations.NullMarked;
