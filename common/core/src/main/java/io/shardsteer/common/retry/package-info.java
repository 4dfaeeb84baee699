/** Trying again what fails for a while. */
@NullMarked
package io.shardsteer.common.retry;

import org.jspecify.annotations.NullMarked;
