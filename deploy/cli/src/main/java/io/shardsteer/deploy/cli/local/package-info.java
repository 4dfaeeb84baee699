/** The commands up and down: the local stack. */
@NullMarked
package io.shardsteer.deploy.cli.local;

import org.jspecify.annotations.NullMarked;
