/** A pipeline's parts as Kubernetes resources. */
@NullMarked
package io.shardsteer.deploy.cli.kubernetes;

import org.jspecify.annotations.NullMarked;
