package io.shardsteer.common.formats;

import io.shardsteer.common.config.InputConfig.InvalidText;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.record.TextNumbers;
import org.jspecify.annotations.Nullable;

/** A record whose payload is all of it. */
record WholeRecord(PartReader reader, TextNumbers textNumbers, InvalidText invalidText)
    implements RecordDecoder {
  @Override
  public @Nullable Rejection decode(byte @Nullable [] key, byte[] payload, FieldValues into) {
    into.clear();
    try {
      reader.read(payload, into);
    } catch (MalformedRecord e) {
      return undecodable(e, payload.length);
    }
    textNumbers.convert(into);
    return invalidText(invalidText, into, payload.length);
  }

  /** Why a record with invalid text is refused; null where it is not. */
  static @Nullable Rejection invalidText(InvalidText rule, FieldValues read, int length) {
    String fault = rule == InvalidText.REJECT ? read.textFault() : null;
    return fault == null
        ? null
        : undecodable(new MalformedRecord(fault, read.textFaultAt()), length);
  }

  static Rejection undecodable(MalformedRecord why, int length) {
    return new Rejection(
        Rejection.Reason.UNDECODABLE,
        "%s (byte %d of %d).".formatted(why.getMessage(), why.at, length));
  }
}
