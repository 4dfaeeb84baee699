/** What a change of a pipeline's configuration does to the parts that run. */
@NullMarked
package io.shardsteer.common.change;

import org.jspecify.annotations.NullMarked;
