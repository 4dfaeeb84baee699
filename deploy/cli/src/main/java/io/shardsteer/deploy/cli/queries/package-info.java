/** The command queries: what readers ask of a pipeline, and what an order could do for it. */
@NullMarked
package io.shardsteer.deploy.cli.queries;

import org.jspecify.annotations.NullMarked;
