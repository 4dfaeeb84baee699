/** Reading off the pipeline's topics what it is doing. */
@NullMarked
package io.shardsteer.deploy.cli.watch;

import org.jspecify.annotations.NullMarked;
