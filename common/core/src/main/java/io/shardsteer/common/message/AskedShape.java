package io.shardsteer.common.message;

import java.util.List;

/**
 * Questions of one shape, and what they cost. It says what was asked of which fields and how
 * widely, never for which values.
 *
 * @param parts what the questions fix; none: nothing, or nothing that an order could serve
 * @param questions how many of them
 * @param answers rows that they returned, of all together
 * @param shards shards that were read for them, of all together
 * @param rowsRead rows that were read for them, of all together
 */
public record AskedShape(
    List<Part> parts, long questions, long answers, long shards, long rowsRead) {
  public AskedShape {
    parts = List.copyOf(parts);
  }

  /** What is asked of a field. */
  public enum Kind {
    /** One value, or one of a few. */
    EQUAL,
    /** Numbers of a range. */
    RANGE,
    /** Times of a range. */
    TIME_RANGE
  }

  /**
   * A condition without its values.
   *
   * @param field path of the field
   * @param width of a range, rounded to a power of two, in the field's unit or in seconds; 0: open
   *     to one side, or no range
   */
  public record Part(String field, Kind kind, double width) {}

  /** Both together; of the same parts. */
  public AskedShape plus(AskedShape other) {
    return new AskedShape(
        parts,
        questions + other.questions,
        answers + other.answers,
        shards + other.shards,
        rowsRead + other.rowsRead);
  }
}
