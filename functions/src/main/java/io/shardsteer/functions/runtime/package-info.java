/** What both functions need of Pulsar: configuration, clients, threads. */
@NullMarked
package io.shardsteer.functions.runtime;

import org.jspecify.annotations.NullMarked;
