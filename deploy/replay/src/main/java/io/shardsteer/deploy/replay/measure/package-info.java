/** What is measured of a method on a stream: evenness, fan-out, movement and cost. */
@NullMarked
package io.shardsteer.deploy.replay.measure;

import org.jspecify.annotations.NullMarked;
