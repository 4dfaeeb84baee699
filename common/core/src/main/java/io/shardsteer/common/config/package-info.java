/**
 * The validated configuration of a pipeline, the same from a YAML file and from a function's user
 * configuration.
 */
@NullMarked
package io.shardsteer.common.config;

import org.jspecify.annotations.NullMarked;
