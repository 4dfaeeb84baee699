package io.shardsteer.deploy.replay.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.deploy.replay.method.Baseline;
import io.shardsteer.deploy.replay.method.ShardingMethod;
import io.shardsteer.deploy.replay.method.Trial;
import io.shardsteer.deploy.replay.method.Trials;
import io.shardsteer.deploy.replay.synthetic.Workload;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

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
