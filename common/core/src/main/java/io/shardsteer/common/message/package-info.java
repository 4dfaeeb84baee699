/** What the parts tell each other over Pulsar topics, each with an explicit schema version. */
@NullMarked
package io.shardsteer.common.message;

import org.jspecify.annotations.NullMarked;
