/** Moving stored rows to where the present routing table puts them. */
@NullMarked
package io.shardsteer.deploy.cli.reshard;

import org.jspecify.annotations.NullMarked;
