/** What commands do, done for the console's HTTP API. */
@NullMarked
package io.shardsteer.deploy.cli.served;

import org.jspecify.annotations.NullMarked;
