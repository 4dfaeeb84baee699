/** The command reshard: moving stored rows by hand. */
@NullMarked
package io.shardsteer.deploy.cli.reshard;

import org.jspecify.annotations.NullMarked;
