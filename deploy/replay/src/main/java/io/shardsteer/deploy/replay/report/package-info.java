/** Shows what was measured: a table for the terminal, JSON for programs, pictures for people. */
@NullMarked
package io.shardsteer.deploy.replay.report;

import org.jspecify.annotations.NullMarked;
