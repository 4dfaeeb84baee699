package io.shardsteer.deploy.reader;

import io.shardsteer.common.config.FieldPath;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.formats.RecordDecoders;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.RecordDecoder;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells exactly which rows match: by the payload where it is stored, else by the columns that were
 * declared for the fields, which are then what the record is taken to have said. Thread-safe.
 */
final class RowMatcher {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final TimeRange times;
  private final FieldPaths paths;
  private final Predicate.RowFilter filter;
  private final PayloadDecoders decoders;
  private final ThreadLocal<FieldValues> values;

  /** Of each field the index of its column; -1 where there is none. */
  private final int[] columns;

  private final PropertyColumns properties;

  /** Of each field whether a row had a value. Threads may race to write true. */
  private final boolean[] seen;

  /**
   * @param schemas that payloads were written with
   */
  RowMatcher(Predicate predicate, TimeRange times, PipelineConfig config, PayloadSchemas schemas) {
    this.times = times;
    paths = FieldPaths.of(predicate.fields());
    filter = predicate.filter(paths);
    decoders =
        new PayloadDecoders(schemas, new RecordDecoders(config.input().readingEveryText(), paths));
    values = ThreadLocal.withInitial(() -> new FieldValues(paths));
    List<String> declared =
        config.storage().layout().columns().stream().map(RowLayout.Column::field).toList();
    columns = paths.paths().stream().mapToInt(declared::indexOf).toArray();
    seen = new boolean[columns.length];
    properties = new PropertyColumns(config, paths);
  }

  /**
   * @throws ShardReadException if the row holds neither a payload nor the fields' columns
   */
  boolean matches(FoundRow row) {
    long publishMillis = row.row().publishMillis();
    if (!times.contains(publishMillis)
        || !filter.mayMatch(row.key(), publishMillis, row.recordId())) {
      return false;
    }
    if (paths.size() == 0) {
      return true;
    }
    FieldValues own = values.get();
    byte[] payload = row.payload();
    Optional<RecordDecoder> decoder = payload == null ? Optional.empty() : decoders.of(row.row());
    if (payload != null && decoder.isPresent()) {
      byte[] messageKey = row.row().encoding().messageKey();
      if (decoder.get().decode(messageKey, payload, own) != null) {
        return false;
      }
      fromColumns(row, own, true);
      properties.fill(row.row(), own);
      return matches(row, own);
    }
    own.clear();
    fromColumns(row, own, false);
    return matches(row, own);
  }

  /**
   * @param onlyProperties whether the payload has told all else
   */
  private void fromColumns(FoundRow row, FieldValues own, boolean onlyProperties) {
    for (int slot = 0; slot < columns.length; slot++) {
      if (onlyProperties && !FieldPath.isProperty(paths.paths().get(slot))) {
        continue;
      }
      if (columns[slot] < 0) {
        throw new ShardReadException(
            """
            Record %s of shard %d is stored without field '%s' and without a payload that could be read.
            Declare a column for the field (storage.columns).\
            """
                .formatted(row.recordId(), row.shard(), paths.paths().get(slot)));
      }
      set(own, slot, row.columns().get(columns[slot]));
    }
  }

  private boolean matches(FoundRow row, FieldValues own) {
    for (int slot = 0; slot < seen.length; slot++) {
      if (!seen[slot]) {
        FieldValues.Kind kind = own.kind(slot);
        seen[slot] = kind != FieldValues.Kind.ABSENT && kind != FieldValues.Kind.NULL;
      }
    }
    return filter.matches(row.key(), row.row().publishMillis(), row.recordId(), own);
  }

  /** Fields for which no row so far had a value. */
  Set<String> fieldsMissing() {
    Set<String> missing = new LinkedHashSet<>();
    for (int slot = 0; slot < seen.length; slot++) {
      if (!seen[slot]) {
        missing.add(paths.paths().get(slot));
      }
    }
    return missing;
  }

  private static void set(FieldValues into, int slot, @Nullable Object value) {
    if (value instanceof Boolean truth) {
      into.setBoolean(slot, truth);
    } else if (value instanceof Long || value instanceof Integer) {
      into.setNumber(slot, ((Number) value).longValue());
    } else if (value instanceof Number number) {
      // The digits of a decimal, a varint, and of what was rounded to a float.
      String digits = number.toString();
      into.setNumber(slot, Double.parseDouble(digits), digits);
    } else if (value instanceof Instant instant) {
      into.setNumber(slot, instant.toEpochMilli() / MILLIS_PER_SECOND);
    } else if (value instanceof InetAddress address) {
      into.setText(slot, address.getHostAddress());
    } else if (value instanceof ByteBuffer bytes) {
      into.setText(slot, base64(bytes));
    } else if (value != null
        && !(value instanceof Collection<?>)
        && !(value instanceof Map<?, ?>)) {
      into.setText(slot, value.toString());
    }
  }

  private static String base64(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
