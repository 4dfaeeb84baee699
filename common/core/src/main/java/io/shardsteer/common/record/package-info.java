/** The fields that a pipeline reads from a record, and the values that it finds there. */
@NullMarked
package io.shardsteer.common.record;

import org.jspecify.annotations.NullMarked;
