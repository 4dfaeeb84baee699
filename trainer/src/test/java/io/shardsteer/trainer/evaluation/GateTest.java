package io.shardsteer.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.TrainingConfig.GateConfig;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final Gate GATE = new Gate(new GateConfig(1.0, 0.25, 0.5, 1_000_000));

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
  void refusesWhatIsNoBetterThanHashingBecauseFeaturesDoNotTell() {
    assertThat(GATE.failures(with(Figure.PREDICTED_FAN_OUT, 7.8)))
        .containsExactly(
            "predicted_fan_out is 7.800, 0.200 above the limit of 7.600. Hashing has 8.00, the order itself 1.90: the features hardly tell where a record lies in the order.");
  }

  @Test
  void refusesWhatIsNoBetterThanHashingBecauseQueriesAreAsWideAsTheData() {
    Map<String, Double> figures = with(Figure.PREDICTED_FAN_OUT, 7.8);
    figures.put(Figure.LABEL_FAN_OUT, 7.7);
    assertThat(GATE.failures(figures).get(0))
        .contains("so nearly has the order itself (7.70)", "nearly as wide as the data");
  }

  @Test
  void refusesWhatGainsLessThanItMoves() {
    Map<String, Double> figures = underAModel(1.9);
    assertThat(GATE.failures(figures)).isEmpty();
    figures.put(Figure.SPANNING_FAN_OUT, 3.1);
    figures.put(Figure.EXPECTED_FAN_OUT, 2.4);
    assertThat(GATE.failures(figures))
        .containsExactly(
            "expected_fan_out is 2.400, 0.360 above the limit of 2.040. Reads have 2.00 now and would have 1.70 after the change, but 3.10 across it: the gain does not pay for what moves.");
  }

  @Test
  void doesNotCompareWithHashingWhereAModelRoutesThatQueriesGainAsLittleFrom() {
    Map<String, Double> figures = underAModel(7.9);
    figures.put(Figure.PREDICTED_FAN_OUT, 7.9);
    figures.put(Figure.PRESENT_FAN_OUT, 7.9);
    assertThat(GATE.failures(figures)).isEmpty();
  }

  @Test
  void allowsForTheNoiseOfASmallSliceAndForAPresentModelThatIsMoreImbalanced() {
    assertThat(GATE.failures(with(Figure.PREDICTED_IMBALANCE, 1.2))).hasSize(1);
    Map<String, Double> noisy = with(Figure.PREDICTED_IMBALANCE, 1.2);
    noisy.put(Figure.IMBALANCE_NOISE, 0.3);
    assertThat(GATE.failures(noisy)).isEmpty();
    Map<String, Double> jumped = with(Figure.PREDICTED_IMBALANCE, 1.2);
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

  private static Map<String, Double> underAModel(double expectedFanOut) {
    Map<String, Double> figures = with(Figure.PRESENT_FAN_OUT, 2.0);
    figures.put(Figure.PREDICTED_FAN_OUT, 1.7);
    figures.put(Figure.SPANNING_FAN_OUT, 2.1);
    figures.put(Figure.EXPECTED_FAN_OUT, expectedFanOut);
    return figures;
  }

  private static Map<String, Double> good() {
    return new HashMap<>(
        Map.of(
            Figure.R2, 0.98,
            Figure.PREDICTED_IMBALANCE, 0.2,
            Figure.IMBALANCE_NOISE, 0.1,
            Figure.PREDICTED_FAN_OUT, 2.0,
            Figure.LABEL_FAN_OUT, 1.9,
            Figure.HASH_FAN_OUT, 8.0,
            Figure.MOJO_BYTES, 60_000.0,
            Figure.SCORING_NANOS, 200.0));
  }
}
