package io.shardsteer.common.store;

import org.jspecify.annotations.Nullable;

/**
 * What it takes to read a stored payload again.
 *
 * @param schemaVersion version of the input topic's schema that it was written with; null: none is
 *     known
 * @param messageKey the message key's bytes where they are a part of the record, not copied; else
 *     null
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record Encoding(@Nullable Long schemaVersion, byte @Nullable [] messageKey) {
  /** Of a payload without a schema. */
  public static final Encoding NONE = new Encoding(null, null);
}
