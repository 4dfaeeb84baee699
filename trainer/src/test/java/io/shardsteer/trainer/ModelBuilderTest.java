package io.shardsteer.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.trainer.evaluation.Figure;
import io.shardsteer.trainer.training.H2oTrainer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModelBuilderTest {
  private static final PipelineConfig BOXES = Pipelines.of(Pipelines.BOXES);
  private static final RetrainRequest FIRST =
      new RetrainRequest("r1", "no model yet", "first_model", 1, RoutingTable.initial(8), 0);

  private static ModelBuilder builder;

  @BeforeAll
  static void startH2o() {
    builder = new ModelBuilder(H2oTrainer.start(Duration.ofMinutes(1)));
  }

  @Test
  void ordersRecordsSoThatBoxesTouchFewShards() {
    BuildResult result =
        builder.build(new HotSpots(1).next(10_000), BOXES, Optional.empty(), FIRST);

    assertThat(result).isInstanceOf(BuildResult.Built.class);
    assertThat(result.evaluation().get(Figure.PREDICTED_FAN_OUT)).isLessThan(2);
    assertThat(result.evaluation().get(Figure.HASH_FAN_OUT)).isGreaterThan(5);
    assertThat(result.evaluation().get(Figure.ACCURACY)).isGreaterThan(0.9);
    assertThat(((BuildResult.Built) result).orderKeyQuantiles())
        .hasSize(4_097)
        .isSorted()
        .allMatch(orderKey -> orderKey >= 0 && orderKey <= 1);
  }

  @Test
  void judgesAnOrderForMoreShardsThanItHasRecordsToJudgeBy() {
    PipelineConfig many = Pipelines.of(Pipelines.BOXES, 1_024);
    var first =
        new RetrainRequest("r1", "no model yet", "first_model", 1, RoutingTable.initial(1_024), 0);

    BuildResult result = builder.build(new HotSpots(7).next(2_000), many, Optional.empty(), first);

    assertThat(result).isInstanceOf(BuildResult.Built.class);
    double hashFanOut = Objects.requireNonNull(result.evaluation().get(Figure.HASH_FAN_OUT));
    assertThat(result.evaluation().get(Figure.PREDICTED_FAN_OUT)).isLessThan(0.6 * hashFanOut);
  }

  @Test
  void makesTheSameModelAgain() {
    List<Sample> samples = new HotSpots(2).next(4_000);
    var once = (BuildResult.Built) builder.build(samples, BOXES, Optional.empty(), FIRST);
    var again = (BuildResult.Built) builder.build(samples, BOXES, Optional.empty(), FIRST);

    assertThat(again.orderKeyQuantiles()).isEqualTo(once.orderKeyQuantiles());
    assertThat(again.manifest().ordering()).isEqualTo(once.manifest().ordering());
  }

  @Test
  void saysHowManySamplesAreMissing() {
    BuildResult result = builder.build(new HotSpots(3).next(900), BOXES, Optional.empty(), FIRST);

    assertThat(result).isInstanceOf(BuildResult.Refused.class);
    assertThat(((BuildResult.Refused) result).reason())
        .startsWith("There are 900 samples, 100 fewer than a training needs.");
  }

  @Test
  void refusesLabelsThatFeaturesCannotExplain() {
    PipelineConfig assigned = Pipelines.of(Pipelines.BOXES + "labels: assigned");
    BuildResult result =
        builder.build(new HotSpots(4).next(10_000), assigned, Optional.empty(), FIRST);

    assertThat(result).isInstanceOf(BuildResult.Refused.class);
    assertThat(((BuildResult.Refused) result).reason()).contains("r2 is", "below the least");
  }

  @Test
  void refusesFeaturesThatDoNotTellWhereRecordsLie() {
    PipelineConfig blind =
        Pipelines.of(
            Pipelines.BOXES
                .replace("field: x", "field: noise")
                .replace("field: y", "field: noise2"));
    BuildResult result =
        builder.build(new HotSpots(4).next(10_000), blind, Optional.empty(), FIRST);

    assertThat(result).isInstanceOf(BuildResult.Refused.class);
    assertThat(((BuildResult.Refused) result).reason())
        .contains("predicted_fan_out is", "above the limit", "Hashing has");
  }

  @Test
  void keepsTheStructureWhileTheStreamDriftsALittle() {
    var spots = new HotSpots(5);
    var first = (BuildResult.Built) build(spots.next(10_000), Optional.empty(), FIRST);
    spots.drift(0.001);

    BuildResult second = build(spots.next(10_000), Optional.of(load(first)), after(first));

    assertThat(second).isInstanceOf(BuildResult.Built.class);
    assertThat(second.evaluation().get(Figure.FRESH_ORDER)).isZero();
    assertThat(second.evaluation().get(Figure.MOVEMENT)).isLessThan(0.2);
  }

  @Test
  void followsAStreamThatHasJumped() {
    var spots = new HotSpots(6);
    var first = (BuildResult.Built) build(spots.next(10_000), Optional.empty(), FIRST);
    spots.jump();

    BuildResult second = build(spots.next(10_000), Optional.of(load(first)), after(first));

    assertThat(second).isInstanceOf(BuildResult.Built.class);
    assertThat(second.evaluation().get(Figure.PREDICTED_FAN_OUT)).isLessThan(2);
    double present = second.evaluation().getOrDefault(Figure.PRESENT_FAN_OUT, Double.NaN);
    assertThat(second.evaluation().get(Figure.EXPECTED_FAN_OUT))
        .isLessThanOrEqualTo(1.02 * present);
  }

  @Test
  void reducesTheResolutionOfAnOrderThatNoSplitPointsCouldFollow() {
    var spots = new HotSpots(8);
    List<Sample> sweeping = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      spots.gatherAt(i % 40 / 40.0, 0.5);
      sweeping.addAll(spots.next(50));
    }

    BuildResult result = build(sweeping, Optional.empty(), FIRST);

    assertThat(result).isInstanceOf(BuildResult.Built.class);
    assertThat(result.evaluation().get(Figure.RESOLUTION)).isLessThan(6);
    assertThat(result.evaluation().get(Figure.PREDICTED_IMBALANCE)).isLessThan(1.1);
  }

  private static BuildResult build(
      List<Sample> samples, Optional<LoadedModel> current, RetrainRequest request) {
    return builder.build(samples, BOXES, current, request);
  }

  private static LoadedModel load(BuildResult.Built built) {
    byte[] bytes = ModelPackage.write(built.manifest(), built.mojo(), built.words());
    int version = built.manifest().version();
    var ref = new ModelRef(version, "function://a/b/c@1", ModelPackage.checksum(bytes));
    return ModelPackage.read(bytes, ref, BOXES);
  }

  /** A retraining while the given model routes, cut as it was at its adoption. */
  private static RetrainRequest after(BuildResult.Built built) {
    double[] splitPoints = new double[7];
    java.util.Arrays.setAll(splitPoints, i -> built.orderKeyQuantiles().get((i + 1) * 512));
    var table =
        new RoutingTable(
            1,
            load(built).ref(),
            SplitPoints.of(splitPoints),
            List.of(0, 1, 2, 3, 4, 5, 6, 7),
            0,
            "adopted");
    return new RetrainRequest("r2", "an hour is over", "retraining_interval", 2, table, 0);
  }
}
