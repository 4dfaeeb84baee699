package io.shardsteer.common.formats;

import io.shardsteer.common.config.InputConfig.InvalidText;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldTrie;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.record.TextNumbers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads records that are JSON objects. */
public final class JsonRecordDecoder implements RecordDecoder {
  private final RecordDecoder whole;

  public JsonRecordDecoder(FieldPaths paths) {
    this(paths, List.of());
  }

  /**
   * @param textNumbers paths of fields whose numbers arrive as text: {@link
   *     io.shardsteer.common.config.InputConfig#textNumbers()}
   */
  public JsonRecordDecoder(FieldPaths paths, List<String> textNumbers) {
    whole =
        new WholeRecord(
            new JsonPart(FieldTrie.of(paths)),
            new TextNumbers(paths, textNumbers),
            InvalidText.REJECT);
  }

  @Override
  public @Nullable Rejection decode(byte @Nullable [] key, byte[] payload, FieldValues into) {
    return whole.decode(key, payload, into);
  }
}
