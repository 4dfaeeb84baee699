package io.shardsteer.trainer.training;

import com.sun.management.OperatingSystemMXBean;
import io.shardsteer.common.config.ModelConfig;
import io.shardsteer.common.config.ModelConfig.ModelType;
import io.shardsteer.common.feature.FeatureColumn;
import io.shardsteer.common.mojo.MojoModels;
import io.shardsteer.common.steering.PositionModel;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Measures, for each type of model, training on 10,000 rows of 6 columns and scoring one record on
 * one thread, in CPU time, which other load on the machine changes little. The command and figures
 * stand in the trainer's RATIONALE.md.
 */
final class TrainingTimes {
  private static final int ROWS = 10_000;
  private static final int ROUNDS = 5;
  private static final int PASSES = 20;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private TrainingTimes() {}

  public static void main(String[] arguments) {
    Random random = new Random(1);
    List<FeatureColumn> columns =
        IntStream.range(0, 6)
            .mapToObj(c -> new FeatureColumn("x" + c, c < 5 ? List.of() : List.of("a", "b", "c")))
            .toList();
    double[][] rows = new double[ROWS][];
    double[] labels = new double[ROWS];
    for (int r = 0; r < ROWS; r++) {
      rows[r] = random.doubles(6).toArray();
      rows[r][5] = random.nextInt(3);
      // 1,024 cells in the order of a grid over two of the columns.
      labels[r] = (Math.floor(rows[r][0] * 32) * 32 + Math.floor(rows[r][1] * 32)) / 1_024;
    }
    double[] weights = new double[ROWS];
    Arrays.fill(weights, 1);
    H2oTrainer trainer = H2oTrainer.start(Duration.ofMinutes(5));
    System.out.printf(
        "%-18s %12s %14s %8s %10s%n",
        "model_type", "train ms", "train CPU ms", "MOJO KB", "score ns");
    for (ModelType type : ModelType.values()) {
      var config = new ModelConfig(type, Map.of(), 1, ModelConfig.Labels.BALANCED);
      TrainedModel trained = trainer.train(columns, rows, labels, weights, config);
      long wallNanos = Long.MAX_VALUE;
      long cpuNanos = Long.MAX_VALUE;
      for (int i = 0; i < 3; i++) {
        long wall = System.nanoTime();
        long cpu = PROCESS.getProcessCpuTime();
        trained = trainer.train(columns, rows, labels, weights, config);
        wallNanos = Math.min(wallNanos, System.nanoTime() - wall);
        cpuNanos = Math.min(cpuNanos, PROCESS.getProcessCpuTime() - cpu);
      }
      PositionModel model = MojoModels.load(trained.mojo(), columns);
      System.out.printf(
          "%-18s %12d %14d %8d %10.0f%n",
          type,
          wallNanos / 1_000_000,
          cpuNanos / 1_000_000,
          trained.mojo().length / 1_000,
          nanosPerRecord(model, rows));
    }
    System.exit(0);
  }

  private static double nanosPerRecord(PositionModel model, double[][] rows) {
    double best = Double.MAX_VALUE;
    double sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      for (int pass = 0; pass < PASSES; pass++) {
        for (double[] row : rows) {
          sum += model.position(row);
        }
      }
      double nanos = THREADS.getCurrentThreadCpuTime() - start;
      best = Math.min(best, nanos / PASSES / rows.length);
    }
    return Double.isNaN(sum) ? Double.NaN : best;
  }
}
