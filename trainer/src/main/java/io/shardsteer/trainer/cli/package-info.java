/** The trainer as a process of its own. */
@NullMarked
package io.shardsteer.trainer.cli;

import org.jspecify.annotations.NullMarked;
