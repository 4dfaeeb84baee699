package io.shardsteer.common.record;

import java.math.BigDecimal;

/**
 * A value as it is written. Numbers and texts are the same where they are written the same: {@code
 * 94107} stands for the number and for the text, {@code true} for the boolean and the text. Numbers
 * are compared by all of their digits: {@code 1.50} is the number 1.5, {@code 01} is no number.
 *
 * @param text how it is written
 */
public record WrittenValue(String text) {
  /** What {@link #matches} holds for. */
  public FieldSet set() {
    return FieldSet.ofWritten(text);
  }

  /** True if a slot holds it. */
  public boolean matches(FieldValues values, int slot) {
    return switch (values.kind(slot)) {
      case ABSENT, NULL -> false;
      case TEXT -> text.equals(values.text(slot));
      case NUMBER -> NumberText.parse(text) == values.number(slot) && isNumber(values, slot);
      case BOOLEAN -> text.equals(values.number(slot) == 1 ? "true" : "false");
    };
  }

  /** Both are the same as doubles; a number that arrived as text may be written in any way. */
  private boolean isNumber(FieldValues values, int slot) {
    BigDecimal number = ExactNumber.of(text).orElse(null);
    return number == null
        ? text.equals(values.identifier(slot))
        : ExactNumber.compare(values, slot, number) == 0;
  }
}
