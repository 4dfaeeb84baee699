/** Synthetic streams with known skew and drift. */
@NullMarked
package io.shardsteer.deploy.replay.synthetic;

import org.jspecify.annotations.NullMarked;
