/** The command features: what a pipeline makes of records. */
@NullMarked
package io.shardsteer.deploy.cli.features;

import org.jspecify.annotations.NullMarked;
