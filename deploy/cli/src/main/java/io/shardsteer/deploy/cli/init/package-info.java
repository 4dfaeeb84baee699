/** A first pipeline file, guessed from a sample of records. */
@NullMarked
package io.shardsteer.deploy.cli.init;

import org.jspecify.annotations.NullMarked;
