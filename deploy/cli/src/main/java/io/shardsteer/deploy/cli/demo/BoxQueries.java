package io.shardsteer.deploy.cli.demo;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.feature.QueryDimensions;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.deploy.replay.measure.AnsweredQueries;
import io.shardsteer.deploy.replay.stream.Coordinates;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToIntFunction;

/** Queries of the declared templates, drawn from the stored rows and answered by looking at all. */
final class BoxQueries {
  private static final long SEED = 20_140_101;

  private final List<StoredRows.StoredRow> rows;
  private final List<int[]> answers;

  private BoxQueries(List<StoredRows.StoredRow> rows, List<int[]> answers) {
    this.rows = rows;
    this.answers = answers;
  }

  /**
   * Draws up to 1,000 queries of each template.
   *
   * @param rows in the order of their publication
   * @param window share of the newest rows that is asked, in (0,1]
   */
  static BoxQueries draw(PipelineConfig config, List<StoredRows.StoredRow> rows, double window) {
    QueryDimensions dimensions = QueryDimensions.of(config.queries(), PipelineFields.of(config));
    Coordinates coordinates = new Coordinates(dimensions.size(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      coordinates.set(i, rows.get(i).point());
    }
    List<int[]> answers = new ArrayList<>();
    for (QueryTemplate template : config.queries()) {
      answers.addAll(
          AnsweredQueries.draw(template, dimensions, coordinates, rows.size(), window, SEED)
              .answers());
    }
    return new BoxQueries(rows, answers);
  }

  int count() {
    return answers.size();
  }

  /** Mean number of shards that hold the answers of a query; NaN without queries. */
  double meanFanOut(ToIntFunction<StoredRows.StoredRow> shardOf) {
    BitSet met = new BitSet();
    return answers.stream()
        .mapToInt(
            answer -> {
              met.clear();
              for (int row : answer) {
                met.set(shardOf.applyAsInt(rows.get(row)));
              }
              return met.cardinality();
            })
        .average()
        .orElse(Double.NaN);
  }
}
