package io.shardsteer.common.formats;

/** A schema that no record can be read by; the message says what is wrong with it. */
public final class BadSchemaException extends Exception {
  BadSchemaException(String message) {
    super(message, null, false, false);
  }
}
