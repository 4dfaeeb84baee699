/** The whole product on real servers: streams, faults and an account of every record. */
@NullMarked
package io.shardsteer.deploy.e2e;

import org.jspecify.annotations.NullMarked;
