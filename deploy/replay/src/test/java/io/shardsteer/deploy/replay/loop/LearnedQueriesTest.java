package io.shardsteer.deploy.replay.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.asked.LearnedQueries;
import io.shardsteer.common.asked.QuestionShapes;
import io.shardsteer.common.asked.ShapeTally;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.locate.Condition;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.message.AskedShape;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.deploy.replay.method.Trial;
import io.shardsteer.deploy.replay.method.Trials;
import io.shardsteer.deploy.replay.synthetic.Workload;
import io.shardsteer.trainer.ModelBuilder;
import io.shardsteer.trainer.training.H2oTrainer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Routers, controller and trainer in simulated time, while readers ask and their shapes arrive. */
class LearnedQueriesTest {
  private static final int SHARDS = 16;
  private static final int RECORDS = 160_000;
  private static final int PER_SECOND = 1_000;
  private static final int ASKED_PER_SECOND = 5;
  private static final int TURN = 60_000;

  /** Share of the records that a question's range holds. */
  private static final double SHARE = 0.01;

  private static H2oTrainer h2o;

  private final Trial trial;
  private final double[][] sorted;

  LearnedQueriesTest() throws IOException {
    trial = Trials.of(Workload.CONFLICT, RECORDS, 3, SHARDS);
    sorted = new double[3][RECORDS];
    for (int field = 0; field < 3; field++) {
      for (int record = 0; record < RECORDS; record++) {
        sorted[field][record] = trial.coordinates().at(record, field);
      }
      Arrays.sort(sorted[field]);
    }
  }

  @BeforeAll
  static void startH2o() {
    h2o = H2oTrainer.start(Duration.ofMinutes(1));
  }

  private static PipelineConfig config(String queries) {
    return PipelineConfigs.fromYaml(
        """
        pipeline: test
        input_topic: test
        key_field: c
        feature_extraction_pipeline:
          - {kind: numeric, field: a}
          - {kind: numeric, field: b}
          - {kind: numeric, field: c}
        queries: %s
        retraining_interval: 20 seconds
        control: {probation: 5 seconds}
        target_shard_count: %d
        monitoring_metrics: [shard_imbalance]
        """
            .formatted(queries, SHARDS),
        "test.yaml");
  }

  /** A range of a field that holds the share of all records around a record. */
  private double[] range(int field, int record) {
    double value = trial.coordinates().at(record, field);
    int rank = Math.abs(Arrays.binarySearch(sorted[field], value));
    int reach = (int) (SHARE / 2 * RECORDS);
    return new double[] {
      sorted[field][Math.max(0, rank - reach)], sorted[field][Math.min(RECORDS - 1, rank + reach)]
    };
  }

  /** What readers report of questions by a field, as they would ask them. */
  private void ask(ShapeTally tally, int field, int count, SplittableRandom random) {
    for (int i = 0; i < count; i++) {
      double[] range = range(field, random.nextInt(RECORDS));
      Predicate question =
          Predicate.EVERYTHING.and(
              "abc".substring(field, field + 1),
              new Condition.Numbers(Condition.Range.between(range[0], range[1])));
      for (List<AskedShape.Part> parts : QuestionShapes.of(question, "c")) {
        tally.add(new AskedShape(parts, 1, 100, SHARDS, 1_000));
      }
    }
  }

  /** Reads what was asked in the window before the request, as the trainer process does. */
  private ModelMaker learning(PipelineConfig config, int fieldBefore, int fieldAfter) {
    ModelBuilder builder = new ModelBuilder(h2o);
    long window = config.queryLearning().window().toMillis();
    long turnMillis = Pacing.EPOCH_MILLIS + TURN * 1_000L / PER_SECOND;
    // One trainer all along: it knows the present model.
    return new ModelMaker() {
      private PipelineConfig learned = config;
      private int after;
      private final ModelMaker trainer =
          new TrainerModels(
              (samples, unused, current, request) ->
                  builder.build(samples, learned, current, request),
              config);

      @Override
      public Made make(RetrainRequest request, List<Sample> samples) {
        boolean afterTurn = request.atMillis() > turnMillis;
        boolean windowIsPast = request.atMillis() - window > turnMillis;
        if (fieldBefore != fieldAfter && afterTurn && (!windowIsPast || after++ > 0)) {
          return new Made(
              new TrainingOutcome.Refused(request.id(), "once after the turn", Map.of()),
              Optional.empty(),
              Optional.empty());
        }
        ShapeTally tally = new ShapeTally();
        long asked = ASKED_PER_SECOND * (request.atMillis() - Pacing.EPOCH_MILLIS) / 1_000;
        ask(
            tally,
            afterTurn ? fieldAfter : fieldBefore,
            (int) Math.min(asked, ASKED_PER_SECOND * window / 1_000),
            new SplittableRandom(request.modelVersion()));
        learned = LearnedQueries.applied(config, tally.shapes());
        return trainer.make(request, samples);
      }
    };
  }

  /** Shards that questions by a field read of the last tenth of the stream. */
  private double fanOut(PipelineConfig config, ModelMaker trainer, int field) {
    SimulatedLoop loop =
        new SimulatedLoop(
            trial, config, Pacing.constant(PER_SECOND), trainer, OptionalDouble.of(1));
    int[] shards = new int[RECORDS];
    for (int record = 0; record < RECORDS; record++) {
      loop.arrive(record);
      shards[record] = loop.route(record);
    }
    int from = RECORDS * 9 / 10;
    SplittableRandom random = new SplittableRandom(5);
    double sum = 0;
    for (int question = 0; question < 300; question++) {
      double[] range = range(field, from + random.nextInt(RECORDS - from));
      BitSet met = new BitSet();
      for (int record = from; record < RECORDS; record++) {
        double value = trial.coordinates().at(record, field);
        if (value >= range[0] && value <= range[1]) {
          met.set(shards[record]);
        }
      }
      sum += met.cardinality();
    }
    return sum / 300;
  }

  private double declared(String field, int number) {
    PipelineConfig config = config("[{name: q, range: [%s], selectivity: 1%%}]".formatted(field));
    return fanOut(config, new TrainerModels(new ModelBuilder(h2o)::build, config), number);
  }

  @Test
  void becomesAsGoodWithoutDeclaredQueriesAsWithTheRightOnes() {
    PipelineConfig config = config("learned");
    double learned = fanOut(config, learning(config, 0, 0), 0);
    assertThat(learned).isLessThanOrEqualTo(1.05 * declared("a", 0));
    PipelineConfig blind = config("{learned: false}");
    double unaware = fanOut(blind, new TrainerModels(new ModelBuilder(h2o)::build, blind), 0);
    assertThat(learned).as("without knowing the questions").isLessThan(0.7 * unaware);
  }

  @Test
  void isAsGoodAgainOneTrainingAfterReadersTurnToAnotherField() {
    PipelineConfig config = config("{learned: true, window: 1 minute}");
    double turned = fanOut(config, learning(config, 0, 2), 2);
    assertThat(turned).isLessThanOrEqualTo(1.1 * declared("c", 2));
  }
}
