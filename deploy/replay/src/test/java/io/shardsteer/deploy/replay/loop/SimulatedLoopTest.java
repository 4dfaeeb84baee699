package io.shardsteer.deploy.replay.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.deploy.replay.method.ShardingMethod.Change;
import io.shardsteer.deploy.replay.method.Trial;
import io.shardsteer.deploy.replay.method.Trials;
import io.shardsteer.deploy.replay.synthetic.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SimulatedLoopTest {
  private static final PipelineConfig CONFIG =
      PipelineConfigs.fromYaml(
          """
          pipeline: test
          input_topic: test
          key_field: key
          keep_key_together: false
          feature_extraction_pipeline: [{kind: numeric, field: key}]
          queries: [{name: one, equal: [key]}]
          model_type: decision_tree
          retraining_interval: 1 hour
          target_shard_count: 4
          acceptable_shard_imbalance: 20%
          monitoring_metrics: [shard_imbalance]
          """,
          "test.yaml");

  /** Orders records by their key as it is, and remembers what it was asked. */
  private static final class KeyOrder implements ModelMaker {
    final List<RetrainRequest> requests = new ArrayList<>();

    @Override
    public Made make(RetrainRequest request, List<Sample> samples) {
      requests.add(request);
      double[] orderKeys =
          samples.stream()
              .mapToDouble(s -> OrderKey.of(position(key(s)), s.keyHash()))
              .sorted()
              .toArray();
      List<Double> quantiles = new ArrayList<>();
      for (int i = 0; i <= 4_096; i++) {
        quantiles.add(orderKeys[(int) ((long) i * (orderKeys.length - 1) / 4_096)]);
      }
      ModelRef ref = new ModelRef(request.modelVersion(), "memory://model", "checksum");
      RoutedModel model =
          new RoutedModel(
              request.modelVersion(),
              1,
              (values, into) -> into[0] = values.number(0),
              row -> position(row[0]));
      return new Made(
          new TrainingOutcome.Candidate(
              request.id(), ref, List.of(), quantiles, List.of(), Map.of(), 1),
          Optional.of(model),
          Optional.empty());
    }

    private static double key(Sample sample) {
      return sample.fields().get("key") instanceof Double key ? key : Double.NaN;
    }

    private static double position(double key) {
      return key / 10_000;
    }
  }

  private static int[] route(Trial trial, SimulatedLoop loop, List<Change> changes) {
    int[] shards = new int[trial.recording().size()];
    for (int record = 0; record < shards.length; record++) {
      Change change = loop.arrive(record);
      if (change != Change.NONE) {
        changes.add(change);
      }
      shards[record] = loop.route(record);
    }
    return shards;
  }

  private static SimulatedLoop loop(Trial trial, ModelMaker trainer) {
    return new SimulatedLoop(trial, CONFIG, Pacing.constant(1_000), trainer, OptionalDouble.of(1));
  }

  @Test
  void goesFromHashingToAModelThatKeepsNeighboursTogetherAndSizesEven() throws IOException {
    Trial trial = Trials.of(Workload.HOT_SET, 120_000, 1, 4);
    KeyOrder trainer = new KeyOrder();
    List<Change> changes = new ArrayList<>();
    SimulatedLoop loop = loop(trial, trainer);
    int[] shards = route(trial, loop, changes);

    assertThat(changes).contains(Change.RETRAIN);
    assertThat(trainer.requests).isNotEmpty();
    assertThat(loop.journal()).isNotEmpty();
    long[] sizes = new long[4];
    Arrays.stream(shards).forEach(shard -> sizes[shard]++);
    assertThat(Arrays.stream(sizes).max().orElse(0) / 30_000.0).isLessThan(1.05);
    int changesOfShard = 0;
    Integer[] byKey = new Integer[20_000];
    Arrays.setAll(byKey, i -> 100_000 + i);
    Arrays.sort(
        byKey,
        (a, b) -> Double.compare(trial.coordinates().at(a, 0), trial.coordinates().at(b, 0)));
    for (int i = 1; i < byKey.length; i++) {
      changesOfShard += shards[byKey[i]] == shards[byKey[i - 1]] ? 0 : 1;
    }
    // Hashing changes the shard for three of four neighbours.
    assertThat(changesOfShard).isLessThan(byKey.length / 3);
  }

  @Test
  void repeatsItself() throws IOException {
    Trial trial = Trials.of(Workload.SHIFT, 60_000, 1, 4);
    int[] once = route(trial, loop(trial, new KeyOrder()), new ArrayList<>());
    int[] twice = route(trial, loop(trial, new KeyOrder()), new ArrayList<>());
    assertThat(twice).isEqualTo(once);
  }

  @Test
  void goesOnHashingWhenTheTrainerRefuses() throws IOException {
    Trial trial = Trials.of(Workload.UNIFORM, 60_000, 1, 4);
    ModelMaker refusing =
        (request, samples) ->
            new ModelMaker.Made(
                new TrainingOutcome.Refused(request.id(), "not good enough", Map.of()),
                Optional.empty(),
                Optional.empty());
    List<Change> changes = new ArrayList<>();
    SimulatedLoop loop = loop(trial, refusing);
    int[] shards = route(trial, loop, changes);
    assertThat(changes).doesNotContain(Change.RETRAIN);
    assertThat(loop.figures().get("refused_models")).isPositive();
    assertThat(Arrays.stream(shards).distinct().count()).isEqualTo(4);
  }
}
