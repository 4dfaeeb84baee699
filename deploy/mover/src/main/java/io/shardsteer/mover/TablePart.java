package io.shardsteer.mover;

import io.shardsteer.common.pulsar.OperationException;
import io.shardsteer.common.store.RowSlice.Partition;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is read of a shard's table at once: a partition where rows lie in the order, else all of it.
 * Parts are ordered by model and publish time, so that the oldest rows come first.
 *
 * @param partition empty: the whole table
 */
record TablePart(int shard, Optional<Partition> partition) implements Comparable<TablePart> {
  private static final Comparator<TablePart> ORDER =
      Comparator.comparing(TablePart::known, Comparator.comparingInt(Partition::modelVersion))
          .thenComparing(TablePart::known, Comparator.comparingLong(Partition::bucket))
          .thenComparingInt(TablePart::shard)
          .thenComparing(TablePart::known, Comparator.comparingInt(Partition::cell));

  private static final Partition NONE = new Partition(0, 0, 0);

  static TablePart whole(int shard) {
    return new TablePart(shard, Optional.empty());
  }

  static TablePart of(int shard, Partition partition) {
    return new TablePart(shard, Optional.of(partition));
  }

  private Partition known() {
    return partition.orElse(NONE);
  }

  @Override
  public int compareTo(TablePart other) {
    return ORDER.compare(this, other);
  }

  /**
   * A place between two rows of the parts.
   *
   * @param part the part that the next row is of
   * @param page the page of it, as the store put it; empty: its beginning
   */
  record Position(TablePart part, String page) {
    /** Before all rows. */
    static final Position BEGIN =
        new Position(
            of(-1, new Partition(Integer.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE)), "");

    private static final Pattern IN_PARTITION = Pattern.compile("(-?\\d+):(-?\\d+):(\\d+):(.*)");

    /** A beginning of a part. */
    static Position at(TablePart part) {
      return new Position(part, "");
    }

    /**
     * As {@link #text} wrote it for the same shard; an empty text is the beginning of its table.
     */
    static Position parse(int shard, String text) {
      Matcher matcher = IN_PARTITION.matcher(text);
      if (!matcher.matches()) {
        return new Position(TablePart.whole(shard), text);
      }
      try {
        Partition partition =
            new Partition(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(3)),
                Long.parseLong(matcher.group(2)));
        return new Position(TablePart.of(shard, partition), matcher.group(4));
      } catch (NumberFormatException e) {
        throw new OperationException(
            "How far the move is cannot be read: %s of shard %d names no place in a table."
                .formatted(text, shard),
            e);
      }
    }

    /** For {@link #parse}; the shard stands beside it. */
    String text() {
      return part.partition()
          .map(it -> "%d:%d:%d:%s".formatted(it.modelVersion(), it.bucket(), it.cell(), page))
          .orElse(page);
    }
  }
}
