/** Moving stored rows to where the present routing table puts them. */
@NullMarked
package io.shardsteer.mover;

import org.jspecify.annotations.NullMarked;
