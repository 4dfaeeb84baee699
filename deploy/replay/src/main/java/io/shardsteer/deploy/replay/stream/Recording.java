package io.shardsteer.deploy.replay.stream;

import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.steering.KeyHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole stream held in memory, so that every method replays exactly the same records. Records are
 * numbered from 0 in time order; each takes 12 bytes a field and 20 more. Immutable once read.
 */
public final class Recording {
  private static final int CHUNK = 1 << 14;

  private final FieldPaths paths;
  private final List<Chunk> chunks = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private int size;

  private Recording(FieldPaths paths) {
    this.paths = paths;
  }

  /** The values of {@link #CHUNK} records, row after row. */
  private static final class Chunk {
    final FieldValues.Kind[] kinds;
    final double[] values;
    final long[] keyHashes = new long[CHUNK];
    final long[] idHashes = new long[CHUNK];
    final int[] bytes = new int[CHUNK];

    Chunk(int width) {
      kinds = new FieldValues.Kind[CHUNK * width];
      values = new double[CHUNK * width];
    }
  }

  /**
   * Reads a source to its end.
   *
   * @param source left open
   * @param paths its fields
   * @param keyField path of the record's key; empty: records have none
   * @param idField path of the record's id; empty: the record's number is its id
   * @param most records after which reading ends
   */
  public static Recording of(
      RecordSource source, FieldPaths paths, String keyField, String idField, long most)
      throws IOException {
    Recording recording = new Recording(paths);
    int keySlot = keyField.isEmpty() ? -1 : paths.slot(keyField);
    int idSlot = idField.isEmpty() ? -1 : paths.slot(idField);
    Map<String, Integer> codes = new HashMap<>();
    FieldValues values = new FieldValues(paths);
    while (recording.size < most && source.next(values)) {
      String id = idSlot < 0 ? null : values.identifier(idSlot);
      long idHash = KeyHash.of(id == null ? Integer.toString(recording.size) : id);
      String key = keySlot < 0 ? null : values.identifier(keySlot);
      recording.append(
          values, codes, key == null ? idHash : KeyHash.of(key), idHash, source.bytes());
    }
    return recording;
  }

  private void append(
      FieldValues values, Map<String, Integer> codes, long keyHash, long idHash, int bytes) {
    int row = size % CHUNK;
    if (row == 0) {
      chunks.add(new Chunk(paths.size()));
    }
    Chunk chunk = chunks.get(size / CHUNK);
    for (int slot = 0; slot < paths.size(); slot++) {
      int cell = row * paths.size() + slot;
      chunk.kinds[cell] = values.kind(slot);
      String text = values.text(slot);
      chunk.values[cell] = text == null ? values.number(slot) : code(text, codes);
    }
    chunk.keyHashes[row] = keyHash;
    chunk.idHashes[row] = idHash;
    chunk.bytes[row] = bytes;
    size++;
  }

  private int code(String text, Map<String, Integer> codes) {
    return codes.computeIfAbsent(
        text,
        unseen -> {
          texts.add(unseen);
          return texts.size() - 1;
        });
  }

  public FieldPaths paths() {
    return paths;
  }

  /** Number of records. */
  public int size() {
    return size;
  }

  /** Fills the fields of a record. */
  public void read(int record, FieldValues into) {
    into.clear();
    Chunk chunk = chunks.get(record / CHUNK);
    int from = record % CHUNK * paths.size();
    for (int slot = 0; slot < paths.size(); slot++) {
      double value = chunk.values[from + slot];
      switch (chunk.kinds[from + slot]) {
        case ABSENT -> {}
        case NULL -> into.setNull(slot);
        case NUMBER -> into.setNumber(slot, value);
        case BOOLEAN -> into.setBoolean(slot, value != 0);
        case TEXT -> into.setText(slot, texts.get((int) value));
      }
    }
  }

  /** Hash of the record's key; of its id where it has no key. */
  public long keyHash(int record) {
    return chunks.get(record / CHUNK).keyHashes[record % CHUNK];
  }

  /** Hash of the record's id. */
  public long idHash(int record) {
    return chunks.get(record / CHUNK).idHashes[record % CHUNK];
  }

  /** Payload size of the record. */
  public int bytes(int record) {
    return chunks.get(record / CHUNK).bytes[record % CHUNK];
  }
}
