/** Shows rows, and why they are where they are. */
@NullMarked
package io.shardsteer.deploy.cli.query;

import org.jspecify.annotations.NullMarked;
