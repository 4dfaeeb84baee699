/** Another configuration's model, scored on the live stream without routing anything. */
@NullMarked
package io.shardsteer.deploy.cli.shadow;

import org.jspecify.annotations.NullMarked;
