package io.shardsteer.common.control;

import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.message.ShardReport;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The router instances that are alive: until which publish time each has told what it did, and how
 * much load comes through it. Not thread-safe.
 */
final class RouterFleet {
  private static final int REPORTS_PER_RATE = 6;

  /** Report intervals of silence after which nothing is decided. */
  private static final int STALE_INTERVALS = 5;

  /** Report intervals of silence after which an instance no longer counts. */
  private static final int GONE_INTERVALS = 20;

  private record Mark(long publishMillis, double load) {}

  private static final class Instance {
    String incarnation = "";
    long arrivedMillis;
    long knownUntilMillis = Long.MIN_VALUE;
    double load;
    double records;
    double writeMillisP99;
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
  }

  private final Map<String, Instance> instances = new TreeMap<>();
  private final Set<String> reported = new HashSet<>();

  /**
   * Takes a report that {@link ShardSizes} took.
   *
   * @param nowMillis when it came
   */
  Progress accept(ShardReport report, Load unit, long nowMillis) {
    var instance = instances.computeIfAbsent(report.instance(), unknown -> new Instance());
    reported.add(report.instance());
    double records = sum(report.records().values());
    double load =
        switch (unit) {
          case RECORDS -> records;
          case BYTES -> sum(report.bytes().values());
        };
    if (!instance.incarnation.equals(report.incarnation())) {
      instance.incarnation = report.incarnation();
      instance.load = 0;
      instance.records = 0;
      instance.marks.clear();
    }
    boolean routedSome = records > instance.records;
    long known = routedSome ? report.lastPublishMillis() : report.atMillis();
    long before = instance.knownUntilMillis;
    instance.arrivedMillis = nowMillis;
    instance.knownUntilMillis = Math.max(before, known);
    instance.writeMillisP99 = report.writeMillisP99();
    double routed = Math.max(0, records - instance.records);
    instance.load = Math.max(load, instance.load);
    instance.records = Math.max(records, instance.records);
    instance.marks.addLast(new Mark(instance.knownUntilMillis, instance.load));
    if (instance.marks.size() > REPORTS_PER_RATE) {
      instance.marks.removeFirst();
    }
    long millis = before == Long.MIN_VALUE ? 0 : instance.knownUntilMillis - before;
    return new Progress(routed, millis);
  }

  /**
   * How an instance went on between two of its reports.
   *
   * @param publishMillis how far publish time advanced
   */
  record Progress(double records, long publishMillis) {}

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
    return silentFor(STALE_INTERVALS * intervalMillis, nowMillis);
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

  /** Publish time from which on reports are missing, of the instance that is furthest behind. */
  long knownUntilMillis() {
    return instances.values().stream().mapToLong(it -> it.knownUntilMillis).min().orElse(0);
  }

  /** The slowest instance's p99 of the rows written lately, milliseconds. */
  double writeMillisP99() {
    return instances.values().stream().mapToDouble(it -> it.writeMillisP99).max().orElse(0);
  }
}
