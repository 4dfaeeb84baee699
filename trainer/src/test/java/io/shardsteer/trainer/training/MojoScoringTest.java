package io.shardsteer.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.shardsteer.common.config.ModelConfig;
import io.shardsteer.common.config.ModelConfig.ModelType;
import io.shardsteer.common.feature.FeatureColumn;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.mojo.MojoModels;
import io.shardsteer.common.steering.PositionModel;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A loaded MOJO must say in the router what H2O said in the trainer. */
class MojoScoringTest {
  private static final H2oTrainer TRAINER = H2oTrainer.start(Duration.ofMinutes(2));

  private final Rides rides = new Rides(7, 3_000);

  @ParameterizedTest
  @EnumSource(ModelType.class)
  void loadedModelPredictsWhatH2oPredicts(ModelType type) {
    TrainedModel trained = train(type, rides.columns(), rides.rows(), rides.labels());
    PositionModel loaded = MojoModels.load(trained.mojo(), rides.columns());
    assertThat(positions(loaded, rides.rows())).containsExactly(trained.predictions());
  }

  @ParameterizedTest
  @EnumSource(ModelType.class)
  void loadedModelPredictsWhatH2oPredictsForManyLevelsAndManyMissing(ModelType type) {
    long seed = 11;
    Random random = new Random(seed);
    List<FeatureColumn> columns =
        List.of(
            new FeatureColumn("word", IntStream.range(0, 300).mapToObj(i -> "w" + i).toList()),
            new FeatureColumn("sparse", List.of()),
            new FeatureColumn("flag", List.of("no", "yes")));
    double[][] rows = new double[3_000][];
    double[] labels = new double[rows.length];
    for (int r = 0; r < rows.length; r++) {
      int word = random.nextInt(290);
      boolean sparse = random.nextInt(4) == 0;
      rows[r] =
          new double[] {
            random.nextInt(3) == 0 ? Double.NaN : word,
            sparse ? 5 : Double.NaN,
            random.nextInt(5) == 0 ? Double.NaN : random.nextInt(2)
          };
      labels[r] = ((word * 7919) % 290) / 600.0 + (sparse ? 0.4 : 0);
    }
    TrainedModel trained = train(type, columns, rows, labels);
    PositionModel loaded = MojoModels.load(trained.mojo(), columns);
    assertThat(positions(loaded, rows)).as("seed %d", seed).containsExactly(trained.predictions());
  }

  @ParameterizedTest
  @EnumSource(ModelType.class)
  void toleratesInfinitiesAndUnknownLevelsAndLeavesTheRowAlone(ModelType type) {
    TrainedModel trained = train(type, rides.columns(), rides.rows(), rides.labels());
    PositionModel loaded = MojoModels.load(trained.mojo(), rides.columns());
    double missing = loaded.position(new double[] {3, Double.NaN, 1});
    for (double stranger : new double[] {-1, 5, 1e9, Double.POSITIVE_INFINITY}) {
      assertThat(loaded.position(new double[] {3, stranger, 1})).isEqualTo(missing);
    }
    double[] odd = {Double.NEGATIVE_INFINITY, 99, Double.NaN};
    double[] before = odd.clone();
    assertThat(loaded.position(odd)).isFinite();
    assertThat(odd).containsExactly(before);
  }

  @ParameterizedTest
  @EnumSource(ModelType.class)
  void manyThreadsShareAModel(ModelType type) throws InterruptedException, ExecutionException {
    TrainedModel trained = train(type, rides.columns(), rides.rows(), rides.labels());
    PositionModel loaded = MojoModels.load(trained.mojo(), rides.columns());
    var threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<double[]>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(threads.submit(() -> positions(loaded, rides.rows())));
      }
      for (Future<double[]> result : results) {
        assertThat(result.get()).containsExactly(trained.predictions());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ModelType.class,
      names = {"NEURAL_NETWORK", "LINEAR"},
      mode = Mode.EXCLUDE)
  void treesAllocateNothing(ModelType type) {
    TrainedModel trained = train(type, rides.columns(), rides.rows(), rides.labels());
    PositionModel loaded = MojoModels.load(trained.mojo(), rides.columns());
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    sum(loaded);
    long before = threads.getCurrentThreadAllocatedBytes();
    sum(loaded);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).isLessThan(rides.rows().length);
  }

  @Test
  void refusesAModelOfOtherColumnsOrLevels() {
    byte[] mojo =
        train(ModelType.DECISION_TREE, rides.columns(), rides.rows(), rides.labels()).mojo();
    List<FeatureColumn> columns = rides.columns();
    assertThatThrownBy(() -> MojoModels.load(mojo, columns.subList(0, 2)))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("wants a column 'distance', but the features are [hour, station]");
    var otherLevels = new ArrayList<>(columns);
    otherLevels.set(1, new FeatureColumn("station", List.of("north")));
    assertThatThrownBy(() -> MojoModels.load(mojo, otherLevels))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("'station'")
        .hasMessageContaining("centre")
        .hasMessageContaining("[north]");
  }

  @Test
  void readsRowsThatHoldMoreColumnsInAnotherOrder() {
    TrainedModel trained = train(ModelType.LINEAR, rides.columns(), rides.rows(), rides.labels());
    List<FeatureColumn> columns =
        List.of(
            new FeatureColumn("extra", List.of()),
            rides.columns().get(2),
            rides.columns().get(0),
            rides.columns().get(1));
    PositionModel loaded = MojoModels.load(trained.mojo(), columns);
    double[] row = rides.rows()[0];
    assertThat(loaded.position(new double[] {4, row[2], row[0], row[1]}))
        .isEqualTo(trained.predictions()[0]);
  }

  @Test
  void refusesWhatIsNotAMojo() {
    for (byte[] bytes : new byte[][] {{}, {1, 2, 3}, {'P', 'K', 3, 4, 0, 0}}) {
      assertThatThrownBy(() -> MojoModels.load(bytes, rides.columns()))
          .isInstanceOf(BadModelException.class)
          .hasMessageContaining("MOJO");
    }
  }

  @Test
  void everyDamagedMojoIsRefusedOrStillPredictsNumbers() {
    byte[] mojo =
        train(ModelType.GRADIENT_BOOSTED, rides.columns(), rides.rows(), rides.labels()).mojo();
    long seed = 3;
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = mojo.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      if (random.nextBoolean()) {
        damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
      }
      try {
        PositionModel loaded = MojoModels.load(damaged, rides.columns());
        assertThat(loaded.position(rides.rows()[0])).as("seed %d round %d", seed, i).isFinite();
      } catch (BadModelException e) {
        assertThat(e).hasMessageContaining("MOJO");
      }
    }
  }

  private double sum(PositionModel model) {
    double sum = 0;
    for (double[] row : rides.rows()) {
      sum += model.position(row);
    }
    return sum;
  }

  private static double[] positions(PositionModel model, double[][] rows) {
    return Arrays.stream(rows).mapToDouble(model::position).toArray();
  }

  private static TrainedModel train(
      ModelType type, List<FeatureColumn> columns, double[][] rows, double[] labels) {
    double[] ones = new double[rows.length];
    Arrays.fill(ones, 1);
    return TRAINER.train(
        columns,
        rows,
        labels,
        ones,
        new ModelConfig(type, Map.of(), 42, ModelConfig.Labels.BALANCED));
  }
}
