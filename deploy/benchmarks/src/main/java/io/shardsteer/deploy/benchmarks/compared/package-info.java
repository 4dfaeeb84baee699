/** The functions that the router is measured beside; they are deployed, never called from here. */
@NullMarked
package io.shardsteer.deploy.benchmarks.compared;

import org.jspecify.annotations.NullMarked;
