/** The command status: what a pipeline is doing, and what an operator should look at. */
@NullMarked
package io.shardsteer.deploy.cli.status;

import org.jspecify.annotations.NullMarked;
