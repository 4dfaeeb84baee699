package io.shardsteer.common.formats;

import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a row from the record of its change. A record in which every field of the new
 * row is absent is that of a deletion: its fields come from the row as it was.
 */
final class EnvelopeDecoder implements RecordDecoder {
  private final RecordDecoder wrapped;
  private final ThreadLocal<FieldValues> both;

  /** For each slot the one that stands for it in a deletion; the same where there is none. */
  private final int[] before;

  /** The slots of the new row. */
  private final int[] row;

  /**
   * @param wrapped reads {@code both}
   * @param paths what is asked for
   * @param both the same {@linkplain EnvelopePaths#withBefore with both rows' paths}
   */
  EnvelopeDecoder(RecordDecoder wrapped, FieldPaths paths, FieldPaths both) {
    this.wrapped = wrapped;
    this.both = ThreadLocal.withInitial(() -> new FieldValues(both));
    before =
        paths.paths().stream().mapToInt(path -> both.slot(EnvelopePaths.before(path))).toArray();
    row = IntStream.range(0, before.length).filter(slot -> before[slot] != slot).toArray();
  }

  @Override
  public @Nullable Rejection decode(byte @Nullable [] key, byte[] payload, FieldValues into) {
    FieldValues all = both.get();
    Rejection rejection = wrapped.decode(key, payload, all);
    if (rejection != null) {
      return rejection;
    }
    boolean deleted = isDeletion(all);
    into.clear();
    for (int slot = 0; slot < before.length; slot++) {
      into.copy(slot, all, deleted ? before[slot] : slot);
    }
    return null;
  }

  private boolean isDeletion(FieldValues all) {
    for (int slot : row) {
      if (all.kind(slot) != FieldValues.Kind.ABSENT || all.collection(slot) != null) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean readsKey() {
    return wrapped.readsKey();
  }
}
