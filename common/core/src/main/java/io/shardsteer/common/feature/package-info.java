/** From the bytes of a record to the numbers that a model scores. */
@NullMarked
package io.shardsteer.common.feature;

import org.jspecify.annotations.NullMarked;
