/** What questions cost on a real Cassandra, by where rows lie. */
@NullMarked
package io.shardsteer.deploy.benchmarks.reads;

import org.jspecify.annotations.NullMarked;
