/** Records that could not be steered: what they are, and how mended ones are sent again. */
@NullMarked
package io.shardsteer.deploy.cli.rejects;

import org.jspecify.annotations.NullMarked;
