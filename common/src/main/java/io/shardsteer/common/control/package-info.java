/**
 * Decides when the cuts move and when a new model is called for: sizes, re-cuts, triggers, the
 * helm.
 */
@NullMarked
package io.shardsteer.common.control;

import org.jspecify.annotations.NullMarked;
