/**
 * How fast, in ratios: the decision alone by JMH, the whole router on real servers beside plain
 * functions.
 */
@NullMarked
package io.shardsteer.deploy.benchmarks;

import org.jspecify.annotations.NullMarked;
