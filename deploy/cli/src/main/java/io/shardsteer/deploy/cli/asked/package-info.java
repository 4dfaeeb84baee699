/** What readers ask of a pipeline, and what an order could do for it. */
@NullMarked
package io.shardsteer.deploy.cli.asked;

import org.jspecify.annotations.NullMarked;
