/** Records that go to a given shard whatever the order says. */
@NullMarked
package io.shardsteer.common.pin;

import org.jspecify.annotations.NullMarked;
