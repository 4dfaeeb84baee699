/** To come. */
@NullMarked
package io.shardsteer.deploy.cli;

import org.jspecify.annotations.NullMarked;
