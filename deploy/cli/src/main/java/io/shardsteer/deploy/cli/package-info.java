/** The command {@code steer}: its subcommands, their options and the cluster that they work on. */
@NullMarked
package io.shardsteer.deploy.cli;

import org.jspecify.annotations.NullMarked;
