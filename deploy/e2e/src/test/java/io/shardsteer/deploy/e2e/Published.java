package io.shardsteer.deploy.e2e;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Everything that the publishers of a pipeline have sent so far. Gives each record its number.
 * Thread-safe.
 */
final class Published {
  private final AtomicLong next = new AtomicLong();
  private final Map<Long, Sent> acknowledged = new ConcurrentHashMap<>();

  long nextNumber() {
    return next.getAndIncrement();
  }

  /** Notes that the broker has a record. */
  void acknowledged(Sent record) {
    acknowledged.put(record.number(), record);
  }

  /** Records sent so far, acknowledged or not. */
  long sent() {
    return next.get();
  }

  /** Every acknowledged record so far, by number. */
  Map<Long, Sent> byNumber() {
    return Map.copyOf(acknowledged);
  }
}
