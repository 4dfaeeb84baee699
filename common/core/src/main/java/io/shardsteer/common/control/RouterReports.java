package io.shardsteer.common.control;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.message.HeavyKey;
import io.shardsteer.common.message.ShardReport;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The router instances that are alive: until which publish time each has told what it did, and how
 * much load comes through it. Not thread-safe.
 *
 * <p>What is known until when follows the records' publish times. A report without records says
 * "known until now" only of an instance that was up with its stream: one that is behind has merely
 * paused, and what it has not routed yet lies before now. If it stays idle with nothing in flight,
 * its backlog must have ended. Whatever was assumed wrongly is put right by the next record.
 */
final class RouterReports {
  private static final int REPORTS_PER_RATE = 6;

  /** Report intervals of silence after which nothing is decided. */
  private static final int STALE_INTERVALS = 5;

  /** Report intervals of silence after which an instance no longer counts. */
  private static final int GONE_INTERVALS = 20;

  /** By how much a record may be older than its report, beyond a report interval, to be timely. */
  private static final long TIMELY_MILLIS = 1_000;

  /** Clocks of publishers may be ahead by this; a time beyond it says nothing. */
  private static final long CLOCK_ALLOWANCE_MILLIS = 5_000;

  /** An instance that was behind and is idle for as long has nothing left to catch up with. */
  private static final long BACKLOG_PATIENCE_MILLIS = 10_000;

  private static final int BACKLOG_PATIENCE_INTERVALS = 4;

  private static final long UNKNOWN = Long.MIN_VALUE;

  private record Mark(long publishMillis, double load) {}

  private static final class Instance {
    String incarnation = "";
    long arrivedMillis;
    long knownUntilMillis = UNKNOWN;
    boolean isBehind;
    boolean isSilent;
    long idleSinceMillis;
    long reportedMillis;
    double load;
    double records;
    double writeMillisP99;
    HeavyKey heaviestKey = HeavyKey.NONE;
    final Deque<Mark> marks = new ArrayDeque<>();

    /** Load in a millisecond of publish time, lately. */
    double rate() {
      Mark first = marks.peekFirst();
      Mark last = marks.peekLast();
      if (first == null || last == null || last.publishMillis() <= first.publishMillis()) {
        return 0;
      }
      return (last.load() - first.load()) / (last.publishMillis() - first.publishMillis());
    }

    /** Takes until when its records are known. */
    void advance(ShardReport report, boolean routedSome, long intervalMillis) {
      long at = report.atMillis();
      if (routedSome) {
        idleSinceMillis = at;
        boolean plausible = report.lastPublishMillis() <= at + CLOCK_ALLOWANCE_MILLIS;
        long known = plausible ? report.lastPublishMillis() : at;
        isBehind = at - known > intervalMillis + TIMELY_MILLIS;
        know(Math.min(known, at));
      } else if (report.inFlight() == 0) {
        long patience =
            Math.max(BACKLOG_PATIENCE_MILLIS, BACKLOG_PATIENCE_INTERVALS * intervalMillis);
        isBehind = isBehind && at - idleSinceMillis < patience;
        if (!isBehind) {
          know(Math.max(knownUntilMillis, at));
        }
      } else if (knownUntilMillis != UNKNOWN) {
        // It holds records that it cannot finish, so others wait for it.
        isBehind = at - knownUntilMillis > intervalMillis + TIMELY_MILLIS;
      }
    }

    private void know(long publishMillis) {
      Mark last = marks.peekLast();
      if (last != null && publishMillis < last.publishMillis()) {
        marks.clear();
      }
      knownUntilMillis = publishMillis;
    }

    void mark() {
      if (knownUntilMillis == UNKNOWN) {
        return;
      }
      marks.addLast(new Mark(knownUntilMillis, load));
      if (marks.size() > REPORTS_PER_RATE) {
        marks.removeFirst();
      }
    }
  }

  private final Map<String, Instance> instances = new TreeMap<>();
  private final Set<String> reported = new HashSet<>();

  /**
   * Takes a report that {@link ShardSizes} took.
   *
   * @param intervalMillis time between two reports
   * @param nowMillis when it came
   * @return the number of records that were routed since the instance's report before
   */
  double accept(ShardReport report, Load unit, long intervalMillis, long nowMillis) {
    var instance = instances.computeIfAbsent(report.instance(), unknown -> new Instance());
    reported.add(report.instance());
    double records = sum(report.records().values());
    double load = load(report, unit);
    if (!instance.incarnation.equals(report.incarnation())) {
      instance.incarnation = report.incarnation();
      instance.load = 0;
      instance.records = 0;
      instance.marks.clear();
      // Until it has routed something, a backlog may wait for it.
      instance.isBehind = true;
      instance.idleSinceMillis = report.atMillis();
    }
    double routed = Math.max(0, records - instance.records);
    instance.arrivedMillis = nowMillis;
    instance.reportedMillis = report.atMillis();
    instance.heaviestKey = report.heaviestKey();
    if (report.writeMillisP99() > 0) {
      // Where nothing was written since, as while a training takes all cores, nothing was measured.
      instance.writeMillisP99 = report.writeMillisP99();
    }
    instance.advance(report, routed > 0, intervalMillis);
    instance.load = Math.max(load, instance.load);
    instance.records = Math.max(records, instance.records);
    instance.mark();
    return routed;
  }

  /** What an incarnation has routed so far. */
  static double load(ShardReport report, Load unit) {
    return switch (unit) {
      case RECORDS -> sum(report.records().values());
      case BYTES -> sum(report.bytes().values());
    };
  }

  private static double sum(Collection<Long> counts) {
    return counts.stream().mapToDouble(Long::doubleValue).sum();
  }

  /** True if every instance that counts has reported since the last interval's end. */
  boolean haveAllReported() {
    return reported.containsAll(instances.keySet());
  }

  /** Begins a report interval: nobody has reported in it yet. */
  void startInterval() {
    reported.clear();
  }

  /** Forgets instances that have been silent for long, and names them. */
  Collection<String> forgetTheGone(long nowMillis, long intervalMillis) {
    Collection<String> gone = silentFor(GONE_INTERVALS * intervalMillis, nowMillis);
    instances.keySet().removeAll(gone);
    return gone;
  }

  /** The names of instances that have been silent for too long for a decision. */
  Collection<String> silent(long nowMillis, long intervalMillis) {
    Collection<String> silent = silentFor(STALE_INTERVALS * intervalMillis, nowMillis);
    instances.forEach((name, instance) -> instance.isSilent = silent.contains(name));
    return silent;
  }

  /** Share of the known load that comes through silent instances; 1 where no load is known. */
  double silentShare() {
    double all = rate();
    double silent =
        instances.values().stream().filter(it -> it.isSilent).mapToDouble(Instance::rate).sum();
    return all > 0 ? silent / all : 1;
  }

  private List<String> silentFor(long millis, long nowMillis) {
    return instances.entrySet().stream()
        .filter(instance -> nowMillis - instance.getValue().arrivedMillis > millis)
        .map(Map.Entry::getKey)
        .toList();
  }

  int size() {
    return instances.size();
  }

  /** Load in a millisecond of publish time through all instances. */
  double rate() {
    return instances.values().stream().mapToDouble(Instance::rate).sum();
  }

  /**
   * Load that has come or will come between the two publish times and is not in the reports yet.
   */
  double unreported(long fromMillis, long toMillis) {
    double load = 0;
    for (Instance instance : instances.values()) {
      long from = Math.max(fromMillis, instance.knownUntilMillis);
      load += instance.rate() * Math.max(0, toMillis - from);
    }
    return load;
  }

  /**
   * Publish time from which on reports are missing, of the instance that is furthest behind; silent
   * ones do not count.
   */
  long knownUntilMillis() {
    return instances.values().stream()
        .filter(it -> !it.isSilent)
        .mapToLong(it -> it.knownUntilMillis)
        .filter(known -> known != UNKNOWN)
        .min()
        .orElse(0);
  }

  /** By how much the records of the instance that is furthest behind are older than its report. */
  long lagMillis() {
    return instances.values().stream()
        .filter(it -> it.isBehind && it.knownUntilMillis != UNKNOWN)
        .mapToLong(it -> it.reportedMillis - it.knownUntilMillis)
        .max()
        .orElse(0);
  }

  /** The key of most load of any instance. */
  HeavyKey heaviestKey() {
    return instances.values().stream()
        .map(it -> it.heaviestKey)
        .max(Comparator.comparingDouble(HeavyKey::share))
        .orElse(HeavyKey.NONE);
  }

  /** The slowest instance's p99 of the rows written lately, milliseconds. */
  double writeMillisP99() {
    return instances.values().stream().mapToDouble(it -> it.writeMillisP99).max().orElse(0);
  }
}
