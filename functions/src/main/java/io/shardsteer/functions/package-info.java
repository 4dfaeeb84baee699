/** To come. */
@NullMarked
package io.shardsteer.functions;

import org.jspecify.annotations.NullMarked;
