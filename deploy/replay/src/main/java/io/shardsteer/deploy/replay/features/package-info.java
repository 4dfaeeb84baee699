/** What the features of a pipeline make of a sample, and what they matter to a model. */
@NullMarked
package io.shardsteer.deploy.replay.features;

import org.jspecify.annotations.NullMarked;
