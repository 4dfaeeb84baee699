/** To come. */
@NullMarked
package io.shardsteer.trainer;

import org.jspecify.annotations.NullMarked;
