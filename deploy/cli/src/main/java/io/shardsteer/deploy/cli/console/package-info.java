/** The command console, and what commands do, done for the console's HTTP API. */
@NullMarked
package io.shardsteer.deploy.cli.console;

import org.jspecify.annotations.NullMarked;
