package io.shardsteer.deploy.console;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The past of a pipeline in bounded space: as many frames for a minute as for a year, ever further
 * apart. When there are too many, every other is dropped. Not thread-safe.
 */
final class Frames {
  /** Frames that are kept at most. */
  static final int MOST = 400;

  private static final long FIRST_SLOT_MILLIS = 2_000;
  private static final long RATE_WINDOW_MILLIS = 60_000;

  private final List<Frame> past = new ArrayList<>();
  private final List<Frame> recent = new ArrayList<>();
  private long slotMillis = FIRST_SLOT_MILLIS;

  /** Takes a frame that is not older than the last; it replaces the last of the same slot. */
  void add(Frame frame) {
    addRecent(frame);
    if (!past.isEmpty()) {
      Frame last = past.get(past.size() - 1);
      if (frame.atMillis / slotMillis <= last.atMillis / slotMillis) {
        frame.addLoadOf(last);
        past.set(past.size() - 1, frame);
        return;
      }
    }
    past.add(frame);
    if (past.size() > MOST) {
      thin();
    }
  }

  private void thin() {
    slotMillis *= 2;
    List<Frame> kept = new ArrayList<>();
    for (int i = 1; i < past.size(); i += 2) {
      past.get(i).addLoadOf(past.get(i - 1));
      kept.add(past.get(i));
    }
    if (past.size() % 2 == 1) {
      kept.add(past.get(past.size() - 1));
    }
    past.clear();
    past.addAll(kept);
  }

  private void addRecent(Frame frame) {
    recent.removeIf(it -> it.atMillis < frame.atMillis - RATE_WINDOW_MILLIS);
    if (!recent.isEmpty()
        && frame.atMillis - recent.get(recent.size() - 1).atMillis < FIRST_SLOT_MILLIS
        && recent.size() > 1) {
      recent.remove(recent.size() - 1);
    }
    recent.add(frame);
  }

  /** Records a second that a shard took in the last minute; empty before that can be told. */
  OptionalDouble perSecond(int shard) {
    if (recent.size() < 2) {
      return OptionalDouble.empty();
    }
    Frame first = recent.get(0);
    Frame last = recent.get(recent.size() - 1);
    if (last.atMillis <= first.atMillis || shard >= first.records.length) {
      return OptionalDouble.empty();
    }
    double seconds = (last.atMillis - first.atMillis) / 1e3;
    return OptionalDouble.of(Math.max(0, (last.records[shard] - first.records[shard]) / seconds));
  }

  /** From the oldest to the newest. */
  List<Frame> all() {
    return past;
  }
}
