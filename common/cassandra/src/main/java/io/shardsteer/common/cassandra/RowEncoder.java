package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import io.shardsteer.common.store.RowRefusedException;
import io.shardsteer.common.store.ShardRow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows into the bytes that Cassandra takes, each value once, and refuses before anything is
 * sent what Cassandra would refuse of any table: a key that is empty or too long, a row that is too
 * large, a value that its type cannot write. Thread-safe.
 */
final class RowEncoder {
  /** What a storage-attached index takes of a text: {@code sai_string_term_size_fail_threshold}. */
  private static final int LARGEST_TERM_BYTES = 8 << 10;

  /** Cassandra counts the bytes of keys with 16 bits. */
  private static final int LARGEST_KEY_BYTES = 65_535;

  /** What each part of a composite partition key takes beside its bytes. */
  private static final int COMPOSITE_OVERHEAD = 3;

  /** What a row may take beside its values in a mutation: names, timestamps, lengths. */
  private static final int ROW_OVERHEAD = 4_096;

  /** Cassandra's default of {@code max_mutation_size}. */
  private static final long DEFAULT_LARGEST_MUTATION = 16L << 20;

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");

  private final RowColumns columns;
  private final List<String> names;
  private final List<TypeCodec<Object>> codecs = new ArrayList<>();
  private final int[] partition;
  private final int[] clustering;
  private final boolean[] isIndexedText;
  private volatile long largestMutation = DEFAULT_LARGEST_MUTATION;

  RowEncoder(RowColumns columns) {
    this.columns = columns;
    names = List.copyOf(columns.types().keySet());
    for (Map.Entry<String, DataType> column : columns.types().entrySet()) {
      codecs.add(CodecRegistry.DEFAULT.codecFor(column.getValue()));
    }
    partition = columns.partitionPlaces();
    clustering = columns.clusteringPlaces();
    isIndexedText = new boolean[names.size()];
    for (int at = 0; at < isIndexedText.length; at++) {
      isIndexedText[at] =
          columns.layout().indexes().contains(names.get(at))
              && DataTypes.TEXT.equals(columns.types().get(names.get(at)));
    }
  }

  /** Goes by the cluster's own {@code max_mutation_size}. */
  void allowMutations(long bytes) {
    largestMutation = bytes;
  }

  /** The bytes of a size as Cassandra writes it, e.g. {@code 16384KiB}; its default if unknown. */
  static long bytes(String size) {
    Matcher parts = SIZE.matcher(size);
    if (!parts.matches()) {
      return DEFAULT_LARGEST_MUTATION;
    }
    int shift = 10 * List.of("B", "KiB", "MiB", "GiB").indexOf(parts.group(2));
    return Long.parseLong(parts.group(1)) << shift;
  }

  /**
   * The values of a row in the order of its columns; null where it has none.
   *
   * @throws RowRefusedException naming the column and what is wrong with its value
   */
  @Nullable ByteBuffer[] encode(ShardRow row) {
    @Nullable ByteBuffer[] values = new @Nullable ByteBuffer[codecs.size()];
    long bytes = ROW_OVERHEAD;
    for (int at = 0; at < values.length; at++) {
      ByteBuffer value = encode(row, at);
      values[at] = value;
      checkIndexed(value, at);
      bytes += value == null ? 0 : value.remaining();
    }
    checkPartition(values);
    checkClustering(values);
    if (bytes > largestMutation) {
      throw refused(
          "The row takes %d bytes; Cassandra takes up to %d (max_mutation_size)."
              .formatted(bytes, largestMutation));
    }
    return values;
  }

  private @Nullable ByteBuffer encode(ShardRow row, int at) {
    Object value = columns.value(row, at);
    try {
      return value == null ? null : codecs.get(at).encode(value, ProtocolVersion.DEFAULT);
    } catch (RuntimeException e) {
      throw new RowRefusedException(
          "Column %s cannot take the record's value: %s".formatted(names.get(at), e), e);
    }
  }

  /** Cassandra stores such a row, leaves it out of the index, and says so in its log alone. */
  private void checkIndexed(@Nullable ByteBuffer value, int at) {
    if (isIndexedText[at] && value != null && value.remaining() > LARGEST_TERM_BYTES) {
      throw refused(
          "Column %s has an index, which takes up to %d bytes of a text; the record's value has %d, and no question would find its row."
              .formatted(names.get(at), LARGEST_TERM_BYTES, value.remaining()));
    }
  }

  private void checkPartition(@Nullable ByteBuffer[] values) {
    if (partition.length == 1) {
      int size = size(values, partition[0]);
      if (size == 0) {
        throw refused(
            "Key column %s is empty; a row needs one.".formatted(names.get(partition[0])));
      }
      checkLength(partition, size);
      return;
    }
    int sum = 0;
    for (int place : partition) {
      sum += size(values, place) + COMPOSITE_OVERHEAD;
    }
    checkLength(partition, sum);
  }

  private void checkClustering(@Nullable ByteBuffer[] values) {
    int sum = 0;
    for (int place : clustering) {
      sum += size(values, place);
    }
    checkLength(clustering, sum);
  }

  private void checkLength(int[] places, int bytes) {
    if (bytes > LARGEST_KEY_BYTES) {
      List<String> parts = new ArrayList<>();
      for (int place : places) {
        parts.add(names.get(place));
      }
      throw refused(
          "The key of %s has %d bytes; Cassandra takes up to %d."
              .formatted(String.join(", ", parts), bytes, LARGEST_KEY_BYTES));
    }
  }

  private static int size(@Nullable ByteBuffer[] values, int place) {
    ByteBuffer value = values[place];
    return value == null ? 0 : value.remaining();
  }

  private static RowRefusedException refused(String message) {
    return new RowRefusedException(message, null);
  }
}
