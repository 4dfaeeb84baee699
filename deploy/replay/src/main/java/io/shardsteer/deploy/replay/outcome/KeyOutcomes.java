package io.shardsteer.deploy.replay.outcome;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the key of each record within some time after it. Records are added first and
 * asked for afterwards. Not thread-safe.
 */
public final class KeyOutcomes {
  /** Most kinds of events. */
  public static final int MOST_EVENTS = 31;

  private final List<String> events;
  private final double withinSeconds;
  private final String otherwise;
  private final Map<String, List<Integer>> recordsOfKey = new HashMap<>();
  private double[] seconds = new double[1 << 10];
  private int[] happened = new int[1 << 10];
  private int[] following = new int[0];
  private boolean[] known = new boolean[1 << 10];
  private int records;

  /**
   * @param events names of what may happen, in the order in which an outcome names them
   * @param withinSeconds how long after a record an event counts
   * @param otherwise outcome of a record after which nothing happened
   */
  public KeyOutcomes(List<String> events, double withinSeconds, String otherwise) {
    if (events.isEmpty() || events.size() > MOST_EVENTS) {
      throw new IllegalArgumentException(
          "There can be 1 to %d kinds of events, but there are %d."
              .formatted(MOST_EVENTS, events.size()));
    }
    this.events = List.copyOf(events);
    this.withinSeconds = withinSeconds;
    this.otherwise = otherwise;
  }

  /**
   * Adds the next record.
   *
   * @param key null where the record has none: nothing will be known of it
   * @param atSeconds when it came; NaN is no time, and nothing will be known of it
   * @param is which events the record itself is, one for each kind
   */
  public void add(@Nullable String key, double atSeconds, boolean[] is) {
    if (records == seconds.length) {
      seconds = Arrays.copyOf(seconds, 2 * records);
      happened = Arrays.copyOf(happened, 2 * records);
      known = Arrays.copyOf(known, 2 * records);
    }
    int set = 0;
    for (int event = 0; event < is.length; event++) {
      set |= is[event] ? 1 << event : 0;
    }
    seconds[records] = atSeconds;
    happened[records] = set;
    known[records] = key != null && !Double.isNaN(atSeconds);
    if (known[records]) {
      recordsOfKey.computeIfAbsent(key, unknown -> new ArrayList<>()).add(records);
    }
    records++;
  }

  /** Looks through all records added; to be called once, before the outcomes are asked for. */
  public void follow() {
    following = new int[records];
    recordsOfKey.values().forEach(this::follow);
  }

  private void follow(List<Integer> ofOneKey) {
    Integer[] inTime = ofOneKey.toArray(Integer[]::new);
    Arrays.sort(inTime, (a, b) -> Double.compare(seconds[a], seconds[b]));
    double[] nextAt = new double[events.size()];
    Arrays.fill(nextAt, Double.POSITIVE_INFINITY);
    int last = inTime.length - 1;
    while (last >= 0) {
      // Records of one moment do not follow each other.
      int first = last;
      while (first > 0 && seconds[inTime[first - 1]] == seconds[inTime[last]]) {
        first--;
      }
      for (int i = first; i <= last; i++) {
        for (int event = 0; event < nextAt.length; event++) {
          boolean follows = nextAt[event] - seconds[inTime[i]] <= withinSeconds;
          following[inTime[i]] |= follows ? 1 << event : 0;
        }
      }
      for (int i = first; i <= last; i++) {
        for (int event = 0; event < nextAt.length; event++) {
          if ((happened[inTime[i]] & 1 << event) != 0) {
            nextAt[event] = seconds[inTime[i]];
          }
        }
      }
      last = first - 1;
    }
  }

  /**
   * What followed on a record: names of events joined with {@code +}, or what stands for none;
   * empty where nothing can be known.
   */
  public String of(int record) {
    if (!known[record]) {
      return "";
    }
    List<String> names = new ArrayList<>();
    for (int event = 0; event < events.size(); event++) {
      if ((following[record] & 1 << event) != 0) {
        names.add(events.get(event));
      }
    }
    return names.isEmpty() ? otherwise : String.join("+", names);
  }
}
