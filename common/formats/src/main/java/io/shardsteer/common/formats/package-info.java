/** From the bytes of a record, in any of the formats, to the values of its fields. */
@NullMarked
package io.shardsteer.common.formats;

import org.jspecify.annotations.NullMarked;
