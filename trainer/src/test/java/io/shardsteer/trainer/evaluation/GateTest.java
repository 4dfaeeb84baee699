package io.shardsteer.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.TrainingConfig.GateConfig;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final Gate GATE = new Gate(new GateConfig(1.5, 0.25, 0.5, 1_000_000));

  @Test
  void letsAGoodCandidatePass() {
    assertThat(GATE.failures(good())).isEmpty();
  }

  @Test
  void saysByHowMuchAFigureFails() {
    assertThat(GATE.failures(with(Figure.R2, 0.2)))
        .containsExactly("r2 is 0.200, 0.050 below the least of 0.250.");
    assertThat(GATE.failures(with(Figure.MOJO_BYTES, 1_500_000)))
        .containsExactly("mojo_bytes is 1500000.000, 500000.000 above the limit of 1000000.000.");
  }

  @Test
  void refusesWhatIsNoBetterThanHashing() {
    assertThat(GATE.failures(with(Figure.PREDICTED_FAN_OUT, 7.8)).get(0))
        .contains("Hashing has 8.00");
  }

  @Test
  void refusesWhatIsWorseThanThePresentModel() {
    Map<String, Double> figures = with(Figure.PRESENT_FAN_OUT, 1.5);
    assertThat(GATE.failures(figures).get(0))
        .startsWith("predicted_fan_out is 2.000, 0.350 above the limit of 1.650.");
  }

  @Test
  void allowsForTheNoiseOfASmallSliceAndForAPresentModelThatLeansMore() {
    assertThat(GATE.failures(with(Figure.PREDICTED_IMBALANCE, 1.7))).hasSize(1);
    Map<String, Double> noisy = with(Figure.PREDICTED_IMBALANCE, 1.7);
    noisy.put(Figure.IMBALANCE_NOISE, 0.3);
    assertThat(GATE.failures(noisy)).isEmpty();
    Map<String, Double> jumped = with(Figure.PREDICTED_IMBALANCE, 1.7);
    jumped.put(Figure.PRESENT_IMBALANCE, 4.0);
    assertThat(GATE.failures(jumped)).isEmpty();
  }

  @Test
  void limitsMovementOnlyWhereAModelRoutesAlready() {
    assertThat(GATE.failures(with(Figure.MOVEMENT, 0.6))).hasSize(1);
  }

  @Test
  void refusesFiguresThatAreNoNumbers() {
    assertThat(GATE.failures(with(Figure.PREDICTED_FAN_OUT, Double.NaN))).isNotEmpty();
    assertThat(GATE.failures(with(Figure.R2, Double.NaN))).isNotEmpty();
  }

  private static Map<String, Double> with(String name, double value) {
    Map<String, Double> figures = good();
    figures.put(name, value);
    return figures;
  }

  private static Map<String, Double> good() {
    return new HashMap<>(
        Map.of(
            Figure.R2, 0.98,
            Figure.PREDICTED_IMBALANCE, 1.1,
            Figure.IMBALANCE_NOISE, 0.1,
            Figure.PREDICTED_FAN_OUT, 2.0,
            Figure.HASH_FAN_OUT, 8.0,
            Figure.MOJO_BYTES, 60_000.0,
            Figure.SCORING_NANOS, 200.0));
  }
}
