/** H2O's MOJOs as position models, and the package that carries one to the routers. */
@NullMarked
package io.shardsteer.common.mojo;

import org.jspecify.annotations.NullMarked;
