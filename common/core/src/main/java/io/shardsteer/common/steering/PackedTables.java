package io.shardsteer.common.steering;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Routing tables by number, in few bytes: each as the difference to the one before. Immutable to
 * whoever holds it; what is appended shares its blocks, so that nothing is copied for a table but,
 * once in a block, the list of blocks. Thread-safe.
 *
 * <p>Numbers count the tables and stay the same when older ones are dropped.
 */
final class PackedTables {
  static final PackedTables NONE = new PackedTables(new Block[0], 0, 0, 0, null);

  private static final int BLOCK = 64;

  /** So often a table stands whole, which bounds the work to read any. */
  private static final int WHOLE_EVERY = 16;

  /**
   * Consecutive tables. Whoever holds tables reads entries that were complete before it was made;
   * entries behind those may be being written.
   */
  private static final class Block {
    private final long[] revisions;
    private final long[] froms;
    private final TableTraits[] traits;
    private final int[] starts;
    private volatile byte[] bytes;
    private int used;

    Block() {
      this(new long[BLOCK], new long[BLOCK], new TableTraits[BLOCK], new int[BLOCK + 1], 0);
    }

    private Block(long[] revisions, long[] froms, TableTraits[] traits, int[] starts, int used) {
      this.revisions = revisions;
      this.froms = froms;
      this.traits = traits;
      this.starts = starts;
      this.used = used;
      bytes = new byte[0];
    }

    /** This block if its next entry is that one and now belongs to the caller, else a copy. */
    synchronized Block claim(int entry) {
      if (used == entry) {
        used++;
        return this;
      }
      Block copy =
          new Block(revisions.clone(), froms.clone(), traits.clone(), starts.clone(), entry + 1);
      copy.bytes = Arrays.copyOf(bytes, starts[entry]);
      return copy;
    }

    void write(int entry, RoutingTable table, TableTraits its, byte[] packed) {
      int end = starts[entry] + packed.length;
      byte[] now = bytes;
      if (now.length < end) {
        // Full blocks waste nothing, others little.
        int room = entry == BLOCK - 1 ? end : Math.max(end, end + end / (entry + 1));
        now = Arrays.copyOf(now, room);
      } else if (entry == BLOCK - 1) {
        now = Arrays.copyOf(now, end);
      }
      System.arraycopy(packed, 0, now, starts[entry], packed.length);
      revisions[entry] = table.revision();
      froms[entry] = table.effectiveFromMillis();
      traits[entry] = its;
      starts[entry + 1] = end;
      bytes = now;
    }
  }

  /** A table's split points with its number, kept because the next one is asked for next. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Unpacked(int number, long[] splitPoints) {}

  private final Block[] blocks;

  /** Number of the first entry of the first block; divisible by {@link #BLOCK}. */
  private final int base;

  private final int first;
  private final int end;
  private volatile @Nullable Unpacked last;

  private PackedTables(Block[] blocks, int base, int first, int end, @Nullable Unpacked last) {
    this.blocks = blocks;
    this.base = base;
    this.first = first;
    this.end = end;
    this.last = last;
  }

  /** The number of the first table. */
  int first() {
    return first;
  }

  /** The number behind the last table's. */
  int end() {
    return end;
  }

  boolean isEmpty() {
    return first == end;
  }

  /** These and one more. */
  PackedTables with(RoutingTable table) {
    int entry = end % BLOCK;
    Block[] more = blocks;
    Block block;
    if (entry == 0) {
      more = Arrays.copyOf(blocks, blocks.length + 1);
      block = new Block().claim(0);
      more[more.length - 1] = block;
    } else {
      Block newest = blocks[blocks.length - 1];
      block = newest.claim(entry);
      if (block != newest) {
        more = blocks.clone();
        more[more.length - 1] = block;
      }
    }
    TableTraits its = TableTraits.of(table);
    if (!isEmpty() && traits(end - 1).equals(its)) {
      its = traits(end - 1);
    }
    long[] splitPoints = table.splitPoints().fixed();
    var bytes = new PackedBytes();
    byte[] reason = table.reason().getBytes(UTF_8);
    bytes.putNumber(reason.length);
    bytes.putAll(reason);
    PackedSplitPoints.write(bytes, splitPoints, before(entry, splitPoints.length));
    block.write(entry, table, its, bytes.toArray());
    return new PackedTables(more, base, first, end + 1, new Unpacked(end, splitPoints));
  }

  private long @Nullable [] before(int entry, int count) {
    if (entry % WHOLE_EVERY == 0 || isEmpty()) {
      return null;
    }
    long[] newest = splitPoints(end - 1);
    return newest.length == count ? newest : null;
  }

  /** These without the ones below a number. */
  PackedTables from(int number) {
    int kept = Math.min(number, end);
    int dropped = kept / BLOCK - base / BLOCK;
    if (kept == end && kept % BLOCK == 0) {
      return new PackedTables(new Block[0], kept, kept, kept, null);
    }
    return new PackedTables(
        Arrays.copyOfRange(blocks, dropped, blocks.length),
        base + dropped * BLOCK,
        kept,
        end,
        last);
  }

  /** These up to a number and without it. */
  PackedTables until(int number) {
    int kept = (number - base + BLOCK - 1) / BLOCK;
    return new PackedTables(Arrays.copyOf(blocks, kept), base, first, number, null);
  }

  private Block block(int number) {
    return blocks[(number - base) / BLOCK];
  }

  long revision(int number) {
    return block(number).revisions[number % BLOCK];
  }

  long fromMillis(int number) {
    return block(number).froms[number % BLOCK];
  }

  TableTraits traits(int number) {
    return block(number).traits[number % BLOCK];
  }

  RoutingTable table(int number) {
    Block block = block(number);
    int entry = number % BLOCK;
    TableTraits traits = block.traits[entry];
    byte[] bytes = block.bytes;
    var reader = new PackedBytes.Reader(bytes, block.starts[entry]);
    int reason = (int) reader.number();
    return new RoutingTable(
        block.revisions[entry],
        traits.model(),
        SplitPoints.ofFixed(traits.resolution(), splitPoints(number)),
        traits.shards(),
        block.froms[entry],
        traits.leadMillis(),
        traits.keepKeyTogether(),
        new String(bytes, reader.at(), reason, UTF_8),
        traits.partitions(),
        traits.pins());
  }

  /** The split points of a table; not to be changed. */
  private long[] splitPoints(int number) {
    Unpacked known = last;
    if (known != null && known.number() == number) {
      return known.splitPoints();
    }
    int from = number;
    while ((known == null || known.number() != from) && !PackedSplitPoints.isWhole(reader(from))) {
      from--;
    }
    long[] values =
        known != null && known.number() == from
            ? known.splitPoints().clone()
            : new long[traits(from).count() - 1];
    if (known == null || known.number() != from) {
      PackedSplitPoints.read(reader(from), values);
    }
    for (int next = from + 1; next <= number; next++) {
      PackedSplitPoints.read(reader(next), values);
    }
    last = new Unpacked(number, values);
    return values;
  }

  /** At the split points of a table. */
  private PackedBytes.Reader reader(int number) {
    Block block = block(number);
    var reader = new PackedBytes.Reader(block.bytes, block.starts[number % BLOCK]);
    reader.skip((int) reader.number());
    return reader;
  }

  /** The number of the table with a revision; -1 if there is none. */
  int find(long revision) {
    int low = first;
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (revision(middle) < revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < end && revision(low) == revision ? low : -1;
  }
}
