package io.shardsteer.deploy.cli.rejects;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many records were rejected for each reason, with the newest ones as samples. */
public final class RejectCounts {
  private final int mostSamples;
  private final SortedMap<String, Group> groups = new TreeMap<>();

  /** What was rejected for one reason. */
  public static final class Group {
    private long count;
    private final List<DeadLetter> samples = new ArrayList<>();

    public long count() {
      return count;
    }

    /** The newest ones, oldest first. */
    public List<DeadLetter> samples() {
      return List.copyOf(samples);
    }
  }

  /**
   * @param mostSamples how many records of each reason are kept
   */
  public RejectCounts(int mostSamples) {
    this.mostSamples = mostSamples;
  }

  void add(DeadLetter letter) {
    Group group = groups.computeIfAbsent(letter.reason(), reason -> new Group());
    group.count++;
    group.samples.add(letter);
    if (group.samples.size() > mostSamples) {
      group.samples.remove(0);
    }
  }

  /** The groups by reason. */
  public SortedMap<String, Group> groups() {
    return groups;
  }

  /** What was rejected for a reason, perhaps nothing. */
  public Group group(String reason) {
    return groups.getOrDefault(reason, new Group());
  }

  public long total() {
    return groups.values().stream().mapToLong(Group::count).sum();
  }
}
