package io.shardsteer.common.message;

/**
 * What an incarnation of a router instance tells of what it has done so far: all of it, or what has
 * changed since. {@link WholeReports} makes one of the two.
 */
public sealed interface RouterReport extends SteerMessage permits ShardReport, ReportChanges {
  /** The message key: the newest report of each kind stays in the compacted topic. */
  String key();

  /** Unique for each start of an instance. */
  String incarnation();

  /** Counts the reports of the incarnation from 0. */
  long sequence();

  /** Routing table in use for the newest record. */
  long revision();
}
