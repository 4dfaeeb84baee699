package io.shardsteer.functions.metrics;

/** Another instance has taken over; this one must decide nothing any more. */
final class FencedException extends Exception {
  FencedException(Throwable cause) {
    super("Another metrics function has taken over the routing tables.", cause);
  }
}
