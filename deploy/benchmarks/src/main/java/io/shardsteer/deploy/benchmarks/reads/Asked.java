package io.shardsteer.deploy.benchmarks.reads;

import java.util.Arrays;
import java.util.List;

/** Questions of one kind to one contender, and what each of them cost. */
final class Asked {
  /**
   * What one answer took.
   *
   * @param shards shards asked
   * @param rowsRead rows that were read for it
   * @param rowsReturned rows that match
   */
  record Outcome(int shards, long rowsRead, long rowsReturned) {}

  /** Asks one question. */
  @FunctionalInterface
  interface Contender {
    Outcome ask(Question question);
  }

  private final double[] millis;
  private long shards;
  private long rowsRead;
  private long rowsReturned;

  private Asked(int count) {
    millis = new double[count];
  }

  /**
   * Asks all questions, one after the other.
   *
   * @throws IllegalStateException if an answer has another number of rows than a look at every
   *     record says
   */
  static Asked all(PlacedRecords records, List<Question> questions, Contender contender) {
    Asked asked = new Asked(questions.size());
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      long startNanos = System.nanoTime();
      Outcome outcome = contender.ask(question);
      asked.millis[i] = (System.nanoTime() - startNanos) / 1e6;
      asked.shards += outcome.shards();
      asked.rowsRead += outcome.rowsRead();
      asked.rowsReturned += outcome.rowsReturned();
      int expected = records.answers(question).length;
      if (outcome.rowsReturned() != expected) {
        throw new IllegalStateException(
            "'%s' has %d answers, but %d were returned."
                .formatted(question.predicate(), expected, outcome.rowsReturned()));
      }
    }
    Arrays.sort(asked.millis);
    return asked;
  }

  /** Mean shards asked. */
  double shards() {
    return (double) shards / millis.length;
  }

  /** Rows read for each row returned, over all questions. */
  double readPerReturned() {
    return (double) rowsRead / Math.max(1, rowsReturned);
  }

  /** Mean rows returned. */
  double returned() {
    return (double) rowsReturned / millis.length;
  }

  /** Milliseconds below which this share of the answers came. */
  double millis(double share) {
    return millis[(int) Math.min(millis.length - 1, share * millis.length)];
  }
}
