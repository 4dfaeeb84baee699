/** What is released, tried as a user would: unpacked into an empty folder, with an empty home. */
@NullMarked
package io.shardsteer.deploy.archive;

import org.jspecify.annotations.NullMarked;
