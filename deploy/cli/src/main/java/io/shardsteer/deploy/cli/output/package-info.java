/** Results as JSON documents of a documented, versioned shape. */
@NullMarked
package io.shardsteer.deploy.cli.output;

import org.jspecify.annotations.NullMarked;
