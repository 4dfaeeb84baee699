/** Putting a pipeline on a cluster and taking it off: topics, tables, functions, trainer. */
@NullMarked
package io.shardsteer.deploy.cli.rollout;

import org.jspecify.annotations.NullMarked;
