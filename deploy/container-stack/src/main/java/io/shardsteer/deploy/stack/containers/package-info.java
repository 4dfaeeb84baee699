/** Pulsar and Cassandra in containers, for machines with a container engine. */
@NullMarked
package io.shardsteer.deploy.stack.containers;

import org.jspecify.annotations.NullMarked;
