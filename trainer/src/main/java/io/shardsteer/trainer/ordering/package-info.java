/** The learned order: records as points in the space of the declared queries, cut into cells. */
@NullMarked
package io.shardsteer.trainer.ordering;

import org.jspecify.annotations.NullMarked;
