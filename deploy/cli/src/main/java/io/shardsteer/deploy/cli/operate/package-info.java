/** The operator's hand: commands to the controller, and the decision log that they end up in. */
@NullMarked
package io.shardsteer.deploy.cli.operate;

import org.jspecify.annotations.NullMarked;
