package io.shardsteer.common.record;

import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import io.shardsteer.common.record.FieldValues.Kind;

/**
 * One value that a field can have.
 *
 * @param number of a number; 0 or 1 of a boolean
 * @param text of a text; else empty
 * @param unit of a number that the record's schema says is a time; else {@link TimeUnit#AUTO}
 */
public record FieldValue(Kind kind, double number, String text, TimeUnit unit) {
  static FieldValue ofText(String text) {
    return new FieldValue(Kind.TEXT, 0, text, TimeUnit.AUTO);
  }

  static FieldValue ofNumber(double number) {
    return ofTime(number, TimeUnit.AUTO);
  }

  static FieldValue ofTime(double number, TimeUnit unit) {
    return new FieldValue(Kind.NUMBER, number, "", unit);
  }

  static FieldValue ofTruth(boolean truth) {
    return new FieldValue(Kind.BOOLEAN, truth ? 1 : 0, "", TimeUnit.AUTO);
  }

  public void write(FieldValues into, int slot) {
    switch (kind) {
      case TEXT -> into.setText(slot, text);
      case NUMBER -> into.setTime(slot, number, unit);
      case BOOLEAN -> into.setBoolean(slot, number == 1);
      case NULL, ABSENT -> into.setNull(slot);
    }
  }
}
