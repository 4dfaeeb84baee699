package io.shardsteer.deploy.replay.stream;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The rows of a file that are no records: how many, and where the first ones are. */
public final class BadRows {
  private static final int KEPT = 20;

  private final List<String> first = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private long count;

  /**
   * @param line where the row begins, from 1
   * @param problem what is wrong with it
   */
  public void add(long line, String problem) {
    add("line " + line + " " + problem);
  }

  /**
   * @param number of the record, from 1, in a file without lines
   * @param problem what is wrong with it
   */
  void addRecord(long number, String problem) {
    add("record " + number + " " + problem);
  }

  private void add(String problem) {
    count++;
    if (first.size() < KEPT) {
      first.add(problem);
    }
  }

  /** Notes what a reader of the file should know, though no row is left out for it. */
  void remark(String remark) {
    remarks.add(remark);
  }

  /** What was noted besides. */
  public List<String> remarks() {
    return Collections.unmodifiableList(remarks);
  }

  /** How many rows were left out. */
  public long count() {
    return count;
  }

  /** The first of them with line number and problem. */
  public List<String> first() {
    return Collections.unmodifiableList(first);
  }
}
