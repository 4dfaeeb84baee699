package io.shardsteer.deploy.benchmarks.reads;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a team has without shards: one table by key, with or without indexes of what is asked. */
final class OneTable {
  private static final int IN_FLIGHT = 64;
  private static final int PAGE_SIZE = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final CqlSession session;
  private final String name;
  private final boolean indexed;

  OneTable(CqlSession session, boolean indexed) {
    this.session = session;
    this.indexed = indexed;
    name = indexed ? "reads.one_indexed" : "reads.one";
  }

  void create() {
    execute(
        "CREATE TABLE %s (id text PRIMARY KEY, x double, y double, price double, publish_time timestamp, payload blob)"
            .formatted(name));
    if (indexed) {
      for (String column : List.of("x", "y", "price", "publish_time")) {
        execute("CREATE INDEX ON %s (%s) USING 'sai'".formatted(name, column));
      }
    }
  }

  private void execute(String cql) {
    session.execute(SimpleStatement.newInstance(cql).setTimeout(PATIENCE));
  }

  void write(PlacedRecords records) throws InterruptedException {
    PreparedStatement insert =
        session.prepare(
            "INSERT INTO %s (id, x, y, price, publish_time, payload) VALUES (?, ?, ?, ?, ?, ?)"
                .formatted(name));
    Writes writes = new Writes(IN_FLIGHT);
    for (int record = 0; record < records.size() && writes.goOn(); record++) {
      BoundStatement row =
          insert
              .bind(
                  records.id(record),
                  records.x(record),
                  records.y(record),
                  records.price(record),
                  Instant.ofEpochMilli(records.publishMillis(record)),
                  ByteBuffer.wrap(records.payload(record)))
              .setTimeout(PATIENCE);
      writes.begin(() -> session.executeAsync(row));
    }
    writes.await();
  }

  /** Asks by the indexes or, where there are none, by reading everything. */
  Asked.Outcome ask(PlacedRecords records, Question question) {
    return indexed || !question.key().isEmpty() ? find(question) : scan(records, question);
  }

  private Asked.Outcome find(Question question) {
    List<String> conditions = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    if (!question.key().isEmpty()) {
      conditions.add("id = ?");
      values.add(question.key());
    }
    range("x", question.x(), conditions, values);
    range("y", question.y(), conditions, values);
    range("price", question.price(), conditions, values);
    if (question.times().fromMillis() > 0) {
      conditions.add("publish_time >= ?");
      values.add(Instant.ofEpochMilli(question.times().fromMillis()));
      conditions.add("publish_time <= ?");
      values.add(Instant.ofEpochMilli(question.times().toMillis()));
    }
    ResultSet rows =
        session.execute(
            SimpleStatement.newInstance(
                    "SELECT id, payload FROM %s WHERE %s"
                        .formatted(name, String.join(" AND ", conditions)),
                    values.toArray())
                .setPageSize(PAGE_SIZE)
                .setTimeout(PATIENCE));
    long count = 0;
    for (Row unused : rows) {
      count++;
    }
    return new Asked.Outcome(1, count, count);
  }

  private static void range(
      String column, Question.Span span, List<String> conditions, List<Object> values) {
    if (Double.isInfinite(span.from())) {
      return;
    }
    conditions.add(column + " >= ?");
    values.add(span.from());
    conditions.add(column + " <= ?");
    values.add(span.to());
  }

  private Asked.Outcome scan(PlacedRecords records, Question question) {
    ResultSet rows =
        session.execute(
            SimpleStatement.newInstance("SELECT id, payload FROM " + name)
                .setPageSize(PAGE_SIZE)
                .setTimeout(PATIENCE));
    long read = 0;
    long found = 0;
    for (Row row : rows) {
      read++;
      found += question.holds(records, records.record(row.getString(0))) ? 1 : 0;
    }
    return new Asked.Outcome(1, read, found);
  }
}
