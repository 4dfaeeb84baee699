/** The command {@code steer}: which subcommands it has, and how their failures are told. */
@NullMarked
package io.shardsteer.deploy.cli;

import org.jspecify.annotations.NullMarked;
