/** To come. */
@NullMarked
package io.shardsteer.deploy.replay;

import org.jspecify.annotations.NullMarked;
