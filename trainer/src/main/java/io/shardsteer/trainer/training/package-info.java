/** Models by H2O, trained inside this process and handed out as MOJOs. */
@NullMarked
package io.shardsteer.trainer.training;

import org.jspecify.annotations.NullMarked;
