/** The pipeline's own Pulsar topics and packages: following, publishing, fetching. */
@NullMarked
package io.shardsteer.common.pulsar;

import org.jspecify.annotations.NullMarked;
