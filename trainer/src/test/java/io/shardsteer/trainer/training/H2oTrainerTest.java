package io.shardsteer.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hex.genmodel.ModelMojoReader;
import hex.genmodel.MojoModel;
import hex.genmodel.MojoReaderBackendFactory;
import io.shardsteer.common.config.ModelConfig;
import io.shardsteer.common.config.ModelConfig.ModelType;
import io.shardsteer.common.feature.FeatureColumn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import water.H2O;

class H2oTrainerTest {
  private static final H2oTrainer TRAINER = H2oTrainer.start(Duration.ofMinutes(2));

  private final Rides rides = new Rides(1, 2_000);

  @ParameterizedTest
  @EnumSource(ModelType.class)
  void mojoPredictsWhatH2oPredictsInProcess(ModelType type) throws IOException {
    TrainedModel trained = train(config(type, Map.of()));
    MojoModel mojo = load(trained.mojo());
    double[] scored = new double[rides.rows().length];
    for (int r = 0; r < scored.length; r++) {
      scored[r] = mojo.score0(inOrderOf(mojo, rides.rows()[r]), new double[1])[0];
    }
    assertThat(largestDifference(scored, trained.predictions())).isLessThan(1e-9);
    assertThat(Rides.variance(scored)).isGreaterThan(1e-3);
  }

  @ParameterizedTest
  @EnumSource(ModelType.class)
  void sameSeedGivesSamePredictions(ModelType type) {
    ModelConfig config = config(type, Map.of());
    assertThat(train(config).predictions()).containsExactly(train(config).predictions());
  }

  @Test
  void hyperParametersOverrideDefaults() {
    var shallow = train(config(ModelType.DECISION_TREE, Map.of("max_depth", 1)));
    assertThat(Arrays.stream(shallow.predictions()).distinct().count()).isEqualTo(2);
    train(
        config(
            ModelType.NEURAL_NETWORK,
            Map.of("hidden", List.of(4), "activation", "tanh", "epochs", 1)));
  }

  @Test
  void namesEveryBadHyperParameter() {
    var config =
        config(
            ModelType.GRADIENT_BOOSTED,
            Map.of("learn_rat", 0.1, "ntrees", 2.5, "seed", 3, "histogram_type", "Square"));
    assertThatThrownBy(() -> train(config))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("model_parameters.learn_rat: ")
        .hasMessageContaining("Did you mean learn_rate?")
        .hasMessageContaining(
            "model_parameters.ntrees: a whole number was expected, but it is '2.5'")
        .hasMessageContaining("model_parameters.seed: ")
        .hasMessageContaining("model_parameters.histogram_type: one of [AUTO");
  }

  @Test
  void saysWhatH2oRefuses() {
    assertThatThrownBy(() -> train(config(ModelType.GRADIENT_BOOSTED, Map.of("ntrees", -1))))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("ntrees");
  }

  @Test
  void saysWhenThereIsNothingToLearnFrom() {
    double[][] same = new double[100][3];
    double[] ones = rides.ones(100);
    assertThatThrownBy(
            () ->
                TRAINER.train(
                    rides.columns(), same, ones, ones, config(ModelType.LINEAR, Map.of())))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("All 3 columns are constant");
  }

  @Test
  void learnsFromColumnsWithInfinitiesConstantsAndOddLevels() {
    List<FeatureColumn> columns =
        List.of(
            new FeatureColumn("a", List.of()),
            new FeatureColumn("constant", List.of()),
            new FeatureColumn("odd", List.of("", "two\nlines", "ü, \"quoted\"", " ")));
    double[][] rows = new double[200][];
    double[] labels = new double[200];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = new double[] {r % 10 == 0 ? Double.POSITIVE_INFINITY : r, 7, r % 5};
      labels[r] = r / 200.0;
    }
    for (ModelType type : ModelType.values()) {
      var trained = TRAINER.train(columns, rows, labels, rides.ones(200), config(type, Map.of()));
      assertThat(Arrays.stream(trained.predictions()).filter(Double::isFinite).count())
          .as("%s", type)
          .isEqualTo(200);
    }
  }

  @Test
  void weightsCountOnlyAsRatios() {
    var config = config(ModelType.DECISION_TREE, Map.of());
    double[] thousand = rides.ones(rides.rows().length);
    Arrays.fill(thousand, 1_000);
    var heavy = TRAINER.train(rides.columns(), rides.rows(), rides.labels(), thousand, config);
    assertThat(heavy.predictions()).containsExactly(train(config).predictions());
  }

  @Test
  void leavesNeitherModelsNorRowsInMemory() {
    train(config(ModelType.RANDOM_FOREST, Map.of("ntrees", 2)));
    train(config(ModelType.LINEAR, Map.of()));
    assertThat(H2O.STORE.values()).allMatch(value -> value._max < 2_000);
  }

  @Test
  void opensNoPort() throws IOException {
    assertThat(NetworkInterface.getNetworkInterfaces().hasMoreElements()).isTrue();
    assertThat(ownListeningSockets()).isEmpty();
  }

  private TrainedModel train(ModelConfig config) {
    return TRAINER.train(
        rides.columns(), rides.rows(), rides.labels(), rides.ones(rides.rows().length), config);
  }

  private static ModelConfig config(ModelType type, Map<String, Object> hyperParameters) {
    return new ModelConfig(type, hyperParameters, 42, ModelConfig.Labels.BALANCED);
  }

  private static MojoModel load(byte[] mojo) throws IOException {
    return ModelMojoReader.readFrom(
        MojoReaderBackendFactory.createReaderBackend(
            new ByteArrayInputStream(mojo), MojoReaderBackendFactory.CachingStrategy.MEMORY));
  }

  private double[] inOrderOf(MojoModel mojo, double[] row) {
    double[] ordered = new double[mojo.nfeatures()];
    for (int i = 0; i < ordered.length; i++) {
      String name = mojo.getNames()[i];
      ordered[i] = row[rides.columns().stream().map(FeatureColumn::name).toList().indexOf(name)];
    }
    return ordered;
  }

  private static double largestDifference(double[] left, double[] right) {
    assertThat(left).hasSameSizeAs(right);
    double largest = 0;
    for (int i = 0; i < left.length; i++) {
      largest = Math.max(largest, Math.abs(left[i] - right[i]));
    }
    return largest;
  }

  /** Local addresses of TCP sockets in state LISTEN and of UDP sockets that this process holds. */
  private static Set<String> ownListeningSockets() throws IOException {
    Set<String> inodes = new HashSet<>();
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.isSymbolicLink(descriptor) && Files.exists(descriptor)) {
          String target = Files.readSymbolicLink(descriptor).toString();
          if (target.startsWith("socket:[")) {
            inodes.add(target.substring(8, target.length() - 1));
          }
        }
      }
    }
    Set<String> listening = new HashSet<>();
    for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/self/net/" + table))) {
        String[] columns = line.trim().split("\\s+", -1);
        boolean waits = table.startsWith("udp") || columns[3].equals("0A");
        if (waits && inodes.contains(columns[9])) {
          listening.add(table + " " + columns[1]);
        }
      }
    }
    return listening;
  }
}
