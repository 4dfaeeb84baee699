package io.shardsteer.deploy.replay.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.config.QueryTemplate.Equal;
import io.shardsteer.common.feature.QueryDimensions;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.deploy.replay.method.Baseline;
import io.shardsteer.deploy.replay.method.Query;
import io.shardsteer.deploy.replay.method.ShardingMethod;
import io.shardsteer.deploy.replay.method.Trial;
import io.shardsteer.deploy.replay.method.Trials;
import io.shardsteer.deploy.replay.synthetic.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeasurementTest {
  private static final double[] FAIR = {0.25, 0.25, 0.25, 0.25};

  /** Sends all records to the next shard each time a quarter of the stream is over. */
  private static final class Carousel implements ShardingMethod {
    private final int quarter;
    private int shard;

    Carousel(int quarter) {
      this.quarter = quarter;
    }

    @Override
    public Change arrive(int record) {
      if (record == 0 || record % quarter != 0) {
        return Change.NONE;
      }
      shard++;
      return shard == 2 ? Change.RETRAIN : Change.REBALANCE;
    }

    @Override
    public int route(int record) {
      return shard;
    }

    @Override
    public int locate(int record) {
      return shard;
    }

    @Override
    public void ask(Query query, int from, BitSet shards) {
      shards.set(0, 4);
    }
  }

  @Test
  void countsWhatChangesReRoute() throws IOException {
    Trial trial = Trials.of(Workload.UNIFORM, 40_000, 1, 4);
    Measured measured =
        new Measurement(trial, FAIR, List.of(), List.of(), 1_000)
            .run("carousel", new Carousel(10_000), record -> {});
    assertThat(measured.rebalances()).isEqualTo(new Moved(2, 1, 1, 1, 1));
    assertThat(measured.retrains()).isEqualTo(new Moved(1, 1, 1, 1, 1));
    assertThat(measured.sizeImbalanceFinal()).isEqualTo(1);
    assertThat(measured.sizeImbalanceWorst()).isEqualTo(4);
    assertThat(measured.rateImbalanceP95()).isEqualTo(4);
    assertThat(measured.sizes()).containsExactly(10_000.0, 10_000.0, 10_000.0, 10_000.0);
  }

  /** Every method asks all shards that hold an answer, however its tables have changed since. */
  @ParameterizedTest
  @EnumSource
  void leavesOutNoShardThatHoldsAnAnswer(Baseline baseline) throws IOException {
    for (Workload workload :
        List.of(Workload.HOT_VALUE_20, Workload.ZIPF_099, Workload.NULLS, Workload.JUMP)) {
      int dimensions = Math.min(2, workload.fields().size());
      Trial trial = Trials.of(workload, 40_000, dimensions, 4);
      Measured measured =
          new Measurement(trial, FAIR, queries(trial), List.of(), 1_000)
              .run(baseline.label(), baseline.start(trial), record -> {});
      assertThat(measured.fanOuts())
          .hasSize(2)
          .allSatisfy(
              fanOut -> {
                assertThat(fanOut.queries()).isPositive();
                assertThat(fanOut.missed()).isZero();
                assertThat(fanOut.read()).isBetween(1.0, 4.0);
              });
    }
  }

  private static List<AnsweredQueries> queries(Trial trial) {
    List<QueryTemplate.Condition> ranges = new ArrayList<>();
    trial.dimensions().forEach(field -> ranges.add(new QueryTemplate.Range(field, 0, 0.01)));
    List<QueryTemplate> templates =
        List.of(
            new QueryTemplate("box", 1, ranges),
            new QueryTemplate("one", 1, List.of(new Equal(trial.dimensions().get(0)))));
    QueryDimensions dimensions = QueryDimensions.of(templates, new FieldPaths(trial.dimensions()));
    return templates.stream()
        .map(
            template ->
                AnsweredQueries.draw(
                    template, dimensions, trial.coordinates(), trial.recording().size(), 0.5, 1))
        .toList();
  }

  @Test
  void givesTheSameFiguresTwice() throws IOException {
    Trial trial = Trials.of(Workload.HOT_SPOTS, 30_000, 2, 4);
    Measurement measurement = new Measurement(trial, FAIR, List.of(), List.of(), 1_000);
    for (Baseline baseline : Baseline.values()) {
      Measured once = measurement.run(baseline.label(), baseline.start(trial), record -> {});
      Measured twice = measurement.run(baseline.label(), baseline.start(trial), record -> {});
      assertThat(twice.sizes()).isEqualTo(once.sizes());
      assertThat(twice.rebalances()).isEqualTo(once.rebalances());
      assertThat(twice.sizeImbalanceP95()).isCloseTo(once.sizeImbalanceP95(), within(0.0));
    }
  }
}
