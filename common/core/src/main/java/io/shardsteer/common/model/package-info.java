/** Models as plain arrays and the manifest that travels with them. */
@NullMarked
package io.shardsteer.common.model;

import org.jspecify.annotations.NullMarked;
