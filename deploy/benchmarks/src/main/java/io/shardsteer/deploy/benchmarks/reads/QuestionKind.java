package io.shardsteer.deploy.benchmarks.reads;

import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.deploy.benchmarks.reads.Question.Span;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The kinds of questions, each drawn around records. */
enum QuestionKind {
  BOX_1_PERCENT {
    @Override
    Question around(PlacedRecords records, int record) {
      return box(records, record, 0.01);
    }
  },
  BOX_01_PERCENT {
    @Override
    Question around(PlacedRecords records, int record) {
      return box(records, record, 0.001);
    }
  },
  PLACE {
    @Override
    Question around(PlacedRecords records, int record) {
      double x = records.x(record);
      double y = records.y(record);
      return new Question(
          "x = %s and y = %s".formatted(number(x), number(y)),
          new Span(x, x),
          new Span(y, y),
          Span.ANY,
          "",
          TimeRange.ALL);
    }
  },
  KEY {
    @Override
    Question around(PlacedRecords records, int record) {
      String id = records.id(record);
      return new Question(
          "@key = '%s'".formatted(id), Span.ANY, Span.ANY, Span.ANY, id, TimeRange.ALL);
    }
  },
  PRICE {
    @Override
    Question around(PlacedRecords records, int record) {
      double from = records.price(record);
      double to = from + 1;
      return new Question(
          "price in %s..%s".formatted(number(from), number(to)),
          Span.ANY,
          Span.ANY,
          new Span(from, to),
          "",
          TimeRange.ALL);
    }
  };

  private static final int SIZED_BY = 20_000;

  abstract Question around(PlacedRecords records, int record);

  List<Question> draw(PlacedRecords records, int count, TimeRange times) {
    SplittableRandom random = new SplittableRandom(name().hashCode());
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      questions.add(around(records, random.nextInt(records.size())).during(times));
    }
    return questions;
  }

  /** A square around a record that holds a share of all records. */
  private static Question box(PlacedRecords records, int record, double share) {
    int step = Math.max(1, records.size() / SIZED_BY);
    double[] distances = new double[(records.size() + step - 1) / step];
    for (int i = 0; i < distances.length; i++) {
      distances[i] =
          Math.max(
              Math.abs(records.x(i * step) - records.x(record)),
              Math.abs(records.y(i * step) - records.y(record)));
    }
    Arrays.sort(distances);
    double half = distances[(int) (share * distances.length)];
    Span x = span(records.x(record), half);
    Span y = span(records.y(record), half);
    return new Question(
        "x in %s..%s and y in %s..%s"
            .formatted(number(x.from()), number(x.to()), number(y.from()), number(y.to())),
        x,
        y,
        Span.ANY,
        "",
        TimeRange.ALL);
  }

  private static String number(double number) {
    return BigDecimal.valueOf(number).toPlainString();
  }

  private static Span span(double middle, double half) {
    return new Span(
        Math.max(0, Math.round((middle - half) * 1e6) / 1e6),
        Math.round((middle + half) * 1e6) / 1e6);
  }
}
