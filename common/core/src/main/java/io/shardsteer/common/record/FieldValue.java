package io.shardsteer.common.record;

import io.shardsteer.common.record.FieldValues.Kind;

/**
 * One value that a field can have.
 *
 * @param number of a number; 0 or 1 of a boolean
 * @param text of a text; else empty
 */
public record FieldValue(Kind kind, double number, String text) {
  static FieldValue ofText(String text) {
    return new FieldValue(Kind.TEXT, 0, text);
  }

  static FieldValue ofNumber(double number) {
    return new FieldValue(Kind.NUMBER, number, "");
  }

  static FieldValue ofTruth(boolean truth) {
    return new FieldValue(Kind.BOOLEAN, truth ? 1 : 0, "");
  }

  public void write(FieldValues into, int slot) {
    switch (kind) {
      case TEXT -> into.setText(slot, text);
      case NUMBER -> into.setNumber(slot, number);
      case BOOLEAN -> into.setBoolean(slot, number == 1);
      case NULL, ABSENT -> into.setNull(slot);
    }
  }
}
