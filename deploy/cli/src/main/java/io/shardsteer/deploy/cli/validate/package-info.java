/** The command validate: whether a pipeline file, its cluster and its tables fit together. */
@NullMarked
package io.shardsteer.deploy.cli.validate;

import org.jspecify.annotations.NullMarked;
