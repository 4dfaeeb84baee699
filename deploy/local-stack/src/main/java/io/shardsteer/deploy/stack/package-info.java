/** Real Pulsar and Cassandra servers as processes of this machine, for demos and tests. */
@NullMarked
package io.shardsteer.deploy.stack;

import org.jspecify.annotations.NullMarked;
