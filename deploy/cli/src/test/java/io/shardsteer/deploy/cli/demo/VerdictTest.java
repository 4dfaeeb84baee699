package io.shardsteer.deploy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Set<String> PUBLISHED = Set.of("a", "b", "c");

  private final Census topics = new Census(2);
  private final Census tables = new Census(2);
  private final Census rejected = new Census(1);

  @Test
  void findsNothingWhereEveryRecordIsStoredOnceOrRejected() {
    put(topics, "a", 0);
    put(tables, "a", 0);
    put(topics, "b", 1);
    put(tables, "b", 1);
    put(rejected, "c", 0);

    assertThat(problems()).isEmpty();
    assertThat(tables.sizes()).containsExactly(1L, 1L);
  }

  @Test
  void acceptsThatATopicRepeatsARecordInItsShard() {
    everywhere("a", 0);
    everywhere("b", 1);
    everywhere("c", 1);
    put(topics, "c", 1);

    assertThat(problems()).isEmpty();
    assertThat(topics.copies()).isEqualTo(1);
  }

  @Test
  void namesLostRecords() {
    everywhere("a", 0);
    everywhere("b", 1);
    put(topics, "c", 0);

    assertThat(problems())
        .anyMatch(
            problem -> problem.equals("Of the published records 1 is in no table, such as c."));
  }

  @Test
  void tellsCopiesInTablesAndInOtherShards() {
    everywhere("a", 0);
    everywhere("b", 1);
    everywhere("c", 1);
    put(topics, "a", 1);
    put(tables, "b", 1);

    assertThat(problems())
        .contains("1 rows are copies of a record.", "1 messages are copies in another shard.");
  }

  @Test
  void tellsRecordsThatAreInOneShardsTopicAndAnothersTable() {
    everywhere("a", 0);
    everywhere("b", 1);
    put(topics, "c", 0);
    put(tables, "c", 1);

    assertThat(problems()).contains("1 records are in one shard's topic and another's table.");
  }

  @Test
  void tellsRecordsThatNobodyPublished() {
    everywhere("a", 0);
    everywhere("b", 1);
    everywhere("c", 1);
    put(tables, "stranger", 0);

    assertThat(problems())
        .contains("A table holds 1 records that were not published, such as stranger.");
  }

  private List<String> problems() {
    return Verdict.problems(PUBLISHED, PUBLISHED.size(), topics, tables, rejected);
  }

  private void everywhere(String id, int shard) {
    put(topics, id, shard);
    put(tables, id, shard);
  }

  private static void put(Census census, String id, int shard) {
    census.add(id, shard);
  }
}
