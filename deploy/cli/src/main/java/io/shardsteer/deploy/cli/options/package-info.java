/** What several commands share: which cluster, which pipeline, why, and how a command ends. */
@NullMarked
package io.shardsteer.deploy.cli.options;

import org.jspecify.annotations.NullMarked;
