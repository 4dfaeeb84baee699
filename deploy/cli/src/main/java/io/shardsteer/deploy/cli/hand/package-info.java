/** The operator's hand: commands that the controller obeys, and what it says about itself. */
@NullMarked
package io.shardsteer.deploy.cli.hand;

import org.jspecify.annotations.NullMarked;
