package io.shardsteer.mover;

import io.shardsteer.common.store.ShardRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Which rows have to move from where to where. Not thread-safe. */
public final class MovePlan {
  private final Map<Integer, Map<Integer, ShardSum>> waysFrom = new TreeMap<>();
  private final int parts;
  private final int allParts;
  private long rows;
  private long moving;
  private long movingBytes;

  /**
   * @param parts partitions, or tables where rows do not lie in the order, with rows that may move
   * @param allParts how many there are
   */
  public MovePlan(int parts, int allParts) {
    this.parts = parts;
    this.allParts = allParts;
  }

  /** Counts a row that was published before the time of the move. */
  void add(ShardRow row, int to, boolean moves) {
    rows++;
    if (moves) {
      moving++;
      movingBytes += ShardSum.bytes(row);
      waysFrom
          .computeIfAbsent(BothLayouts.shard(row.shard()), from -> new TreeMap<>())
          .computeIfAbsent(to, target -> new ShardSum())
          .add(row);
    }
  }

  /** Rows looked at. */
  public long rows() {
    return rows;
  }

  /** Partitions looked at, or tables where rows do not lie in the order. */
  public int parts() {
    return parts;
  }

  /** As many as there are: the routing tables tell of the others that their rows stay. */
  public int allParts() {
    return allParts;
  }

  /** Rows that have to move. */
  public long moving() {
    return moving;
  }

  /** Bytes of their payloads. */
  public long movingBytes() {
    return movingBytes;
  }

  /** Told of each way that rows go. */
  public interface Way {
    void goes(int from, int to, long rows, long bytes);
  }

  /** Every way, by the shard that rows leave. */
  public void eachWay(Way way) {
    waysFrom.forEach(
        (from, targets) ->
            targets.forEach((to, sum) -> way.goes(from, to, sum.rows(), sum.bytes())));
  }

  /** The plan for people. */
  public List<String> lines(double rowsPerSecond) {
    List<String> lines = new ArrayList<>();
    eachWay(
        (from, to, rowsOfWay, bytes) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "  shard %4d -> %4d  %,12d rows  %,15d bytes",
                    from,
                    to,
                    rowsOfWay,
                    bytes)));
    lines.add(
        String.format(
            Locale.ROOT,
            "Looked at %,d of %,d parts of tables; the rows of the others stay where they are.",
            parts,
            allParts));
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d of %,d rows there (%.1f %%) have to move, %,d bytes; at %,.0f rows a second copied and as many deleted that takes about %s.",
            moving,
            rows,
            100.0 * moving / Math.max(1, rows),
            movingBytes,
            rowsPerSecond,
            duration(2 * moving / rowsPerSecond)));
    return lines;
  }

  /** A length of time for people. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? "%d min %d s".formatted(whole / 60, whole % 60)
            : "%d h %d min".formatted(whole / 3600, whole / 60 % 60);
  }
}
