package io.shardsteer.common.message;

import io.shardsteer.common.steering.LateUse;

/**
 * A router instance says that it routed by another table than the one in force: a newer one had not
 * reached it yet, or its model could not be had. Readers then look where that table puts records,
 * too. Message key = {@link #messageKey}: a later message about the same use replaces an earlier
 * one.
 *
 * @param incarnation the router instance and its start
 * @param use which table for which publish times
 */
public record LateTable(String incarnation, LateUse use) implements SteerMessage {
  /** The same for all messages about one use. */
  public String messageKey() {
    return "%s/%d/%d".formatted(incarnation, use.revision(), use.fromMillis());
  }
}
