/** One stateless process that shows what pipelines do: a web page, an HTTP API and metrics. */
@NullMarked
package io.shardsteer.deploy.console;

import org.jspecify.annotations.NullMarked;
