/** What a push or a deployment would change, told before it does. */
@NullMarked
package io.shardsteer.deploy.cli.plan;

import org.jspecify.annotations.NullMarked;
