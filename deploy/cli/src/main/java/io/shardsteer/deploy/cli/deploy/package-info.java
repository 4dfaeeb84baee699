/**
 * The commands that bring a pipeline and its changes to a cluster: deploy, undeploy, push-config.
 */
@NullMarked
package io.shardsteer.deploy.cli.deploy;

import org.jspecify.annotations.NullMarked;
