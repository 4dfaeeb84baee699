package io.shardsteer.common.record;

/**
 * A value as it is written. Numbers and texts are the same where they are written the same: {@code
 * 94107} stands for the number and for the text, {@code true} for the boolean and the text.
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
      case NUMBER -> NumberText.parse(text) == values.number(slot);
      case BOOLEAN -> text.equals(values.number(slot) == 1 ? "true" : "false");
    };
  }
}
