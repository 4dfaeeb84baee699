package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.deploy.reader.Answer;
import io.shardsteer.deploy.reader.FoundRow;
import io.shardsteer.deploy.reader.Query;
import io.shardsteer.deploy.reader.ShardReader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What asking some questions took, all of which were answered exactly.
 *
 * @param what says what was asked and how
 * @param asked mean number of shards asked
 * @param holding mean number of shards that hold matches
 * @param rows mean number of rows in an answer
 * @param p50Millis half of the answers were complete within this
 * @param p99Millis 99 % of them
 */
record Reads(
    String what, double asked, double holding, double rows, double p50Millis, double p99Millis) {
  /**
   * Asks one question after another and fails if an answer is not what a full scan gives.
   *
   * @param way how each is asked
   */
  static Reads of(
      String what,
      ShardReader reader,
      List<TripQueries.Question> questions,
      UnaryOperator<Query> way) {
    double[] millis = new double[questions.size()];
    long asked = 0;
    long holding = 0;
    long rows = 0;
    for (int i = 0; i < millis.length; i++) {
      TripQueries.Question question = questions.get(i);
      long startNanos = System.nanoTime();
      try (Answer answer = reader.find(way.apply(question.query()))) {
        Set<String> ids = answer.stream().map(FoundRow::recordId).collect(Collectors.toSet());
        millis[i] = (System.nanoTime() - startNanos) / 1e6;
        assertThat(ids).as("%s", question.query()).isEqualTo(question.ids());
        asked += answer.report().shards().size();
        holding += question.holding();
        rows += answer.report().rows();
      }
    }
    Arrays.sort(millis);
    double count = millis.length;
    Reads reads =
        new Reads(
            what,
            asked / count,
            holding / count,
            rows / count,
            millis[millis.length / 2],
            millis[millis.length * 99 / 100]);
    System.out.println(reads);
    return reads;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-44s %5.2f shards asked, %5.2f hold %6.1f rows, p50 %7.1f ms, p99 %7.1f ms",
        what,
        asked,
        holding,
        rows,
        p50Millis,
        p99Millis);
  }
}
