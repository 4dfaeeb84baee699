package io.shardsteer.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.shardsteer.common.config.ModelConfig;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.feature.FittedFeatures;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.model.ModelManifest;
import io.shardsteer.common.model.ModelManifest.TestVector;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.mojo.MojoModels;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.steering.PositionModel;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.trainer.dataset.Dataset;
import io.shardsteer.trainer.dataset.JoinedOutcomes;
import io.shardsteer.trainer.evaluation.CandidateEvaluation;
import io.shardsteer.trainer.evaluation.Figure;
import io.shardsteer.trainer.evaluation.Gate;
import io.shardsteer.trainer.evaluation.Placement;
import io.shardsteer.trainer.evaluation.TransitionCost;
import io.shardsteer.trainer.ordering.OrderingJson;
import io.shardsteer.trainer.training.H2oTrainer;
import io.shardsteer.trainer.training.TrainedModel;
import io.shardsteer.trainer.training.TrainingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes a candidate model of samples: order, label, train, judge. The trainer process and the
 * replay call the same. Reading starts here. Thread-safe; the same samples, configuration, seed and
 * number of cores give the same model, except where features learn word vectors.
 */
public final class ModelBuilder {
  private static final int TEST_VECTORS = 32;
  private static final int SCORING_PASSES = 5;
  private static final int QUANTILE_STEPS = 4_096;
  private static final int SAMPLES_TO_COUNT_COLUMNS = 10;
  private static final String MIN_ROWS = "min_rows";

  private final H2oTrainer trainer;
  private final TrainingMemory memory;

  public ModelBuilder(H2oTrainer trainer) {
    this(trainer, TrainingMemory.ofThisProcess());
  }

  ModelBuilder(H2oTrainer trainer, TrainingMemory memory) {
    this.trainer = trainer;
    this.memory = memory;
  }

  /**
   * Makes one candidate.
   *
   * @param samples in any order; the newest {@code max_samples} are used; where the pipeline has
   *     outcomes, {@linkplain JoinedOutcomes#join joined} with them
   * @param current the model that routes now; empty under hashing
   * @param request why, which version, and the table in force
   */
  public BuildResult build(
      List<Sample> samples,
      PipelineConfig config,
      Optional<LoadedModel> current,
      RetrainRequest request) {
    List<Sample> usable = Dataset.usable(samples, config);
    int needed = config.training().minSamples();
    if (usable.size() < needed) {
      return new BuildResult.Refused(
          """
          There are %d samples%s, %d fewer than a training needs.
          %s, raise sampling.per_second or lower training.min_samples (%d)."""
              .formatted(
                  usable.size(),
                  config.outcomes().isNone() ? "" : " whose outcomes are known",
                  needed - usable.size(),
                  config.outcomes().isNone() ? "Wait for more of the stream" : awaited(config),
                  needed),
          Map.of(Figure.EARLIER_SAMPLES, (double) usable.size()));
    }
    int most = Math.min(usable.size(), config.training().maxSamples());
    Optional<String> tooMany = memory.refusal(most, fields(config), columns(usable, config));
    if (tooMany.isPresent()) {
      return new BuildResult.Refused(
          tooMany.get(), Map.of(Figure.EARLIER_SAMPLES, (double) usable.size()));
    }
    try {
      return build(
          usable,
          LearnedVectors.of(Dataset.learned(usable, config), config, trainer),
          samples,
          config,
          current,
          request);
    } catch (TrainingException e) {
      return new BuildResult.Refused("Training failed: " + e.getMessage(), Map.of());
    }
  }

  private static String awaited(PipelineConfig config) {
    return config.outcomes().topic().isEmpty()
        ? "Name the topic that they arrive on (outcomes.topic)"
        : "Wait for more outcomes on %s, keyed like the records"
            .formatted(config.outcomes().topic());
  }

  private static int fields(PipelineConfig config) {
    return PipelineFields.of(config).size();
  }

  /** The width of a feature row, known from a few samples: levels do not count. */
  private static int columns(List<Sample> usable, PipelineConfig config) {
    List<Sample> few = usable.subList(0, Math.min(usable.size(), SAMPLES_TO_COUNT_COLUMNS));
    return Dataset.of(few, config, LearnedVectors.untrained(config)).columns().size();
  }

  private BuildResult build(
      List<Sample> usable,
      LearnedVectors words,
      List<Sample> samples,
      PipelineConfig config,
      Optional<LoadedModel> current,
      RetrainRequest request) {
    Dataset dataset = Dataset.of(usable, config, words.vectors());
    double holdout = config.training().holdout();
    CandidateEvaluation evaluation =
        CandidateEvaluation.of(
            dataset.earlier(holdout),
            dataset.later(holdout),
            config.shards(),
            config.model().seed());
    Optional<PresentModel> present = current.flatMap(loaded -> PresentModel.of(loaded, config));
    CandidateEvaluation.Routed routed = routed(evaluation, present, request.current());
    Labels labels = Labels.of(evaluation, config, present, routed, request.current());
    TrainedModel trained = train(evaluation, labels, config);
    return judge(evaluation, labels, trained, words, present, routed, config, request, samples);
  }

  private TrainedModel train(CandidateEvaluation evaluation, Labels labels, PipelineConfig config) {
    Dataset earlier = evaluation.earlier();
    return trainer.train(
        earlier.columns(),
        earlier.features(),
        labels.earlier(),
        earlier.loads(),
        modelConfig(config, earlier.size()));
  }

  /**
   * JoinedOutcomes are not determined by the features, so a leaf has to average over several
   * records; the order of known fields is, and a leaf may hold a single one.
   */
  private static ModelConfig modelConfig(PipelineConfig config, int rows) {
    ModelConfig model = config.model();
    boolean trees =
        model.type() == ModelConfig.ModelType.DECISION_TREE
            || model.type() == ModelConfig.ModelType.RANDOM_FOREST;
    if (config.outcomes().isNone() || !trees || model.hyperParameters().containsKey(MIN_ROWS)) {
      return model;
    }
    Map<String, Object> parameters = new TreeMap<>(model.hyperParameters());
    parameters.put(MIN_ROWS, Math.max(5, rows / 200));
    return new ModelConfig(model.type(), parameters, model.seed(), model.labels());
  }

  private static BuildResult judge(
      CandidateEvaluation evaluation,
      Labels labels,
      TrainedModel trained,
      LearnedVectors words,
      Optional<PresentModel> present,
      CandidateEvaluation.Routed routed,
      PipelineConfig config,
      RetrainRequest request,
      List<Sample> samples) {
    Dataset later = evaluation.later();
    PositionModel model = MojoModels.load(trained.mojo(), later.columns());
    double[] predicted = positions(model, later);
    var finest =
        new CandidateEvaluation.Order(
            Placement.of(trained.predictions(), evaluation.earlier()),
            Placement.of(predicted, later));
    RoutingTable table = request.current();
    int resolution =
        evaluation.resolution(
            finest,
            table.splitPoints().resolution(),
            config.training().gate().maxPredictedImbalance());
    CandidateEvaluation.Order order = finest.at(resolution);

    TransitionCost transitionCost = evaluation.transitionCost(order, routed, table.shards());
    Map<String, Double> figures = figures(evaluation, labels, order, resolution, predicted);
    figures.put(Figure.PREDICTED_FAN_OUT, transitionCost.fanOut());
    addTemplates(figures, evaluation, order, config, resolution);
    figures.put(Figure.PRESENT_FAN_OUT, transitionCost.presentFanOut());
    if (!table.model().isHash()) {
      figures.put(Figure.SPANNING_FAN_OUT, transitionCost.spanningFanOut());
      figures.put(Figure.EXPECTED_FAN_OUT, transitionCost.expectedFanOut());
      figures.put(Figure.MOVEMENT, transitionCost.movement());
    }
    present.ifPresent(
        now ->
            figures.put(
                Figure.PRESENT_IMBALANCE, evaluation.imbalance(order(evaluation, now, table))));
    figures.put(Figure.MOJO_BYTES, (double) trained.mojo().length);
    figures.put(Figure.SCORING_NANOS, scoringNanos(model, later));
    List<String> failures = new Gate(config.training().gate()).failures(figures);
    if (!failures.isEmpty()) {
      return new BuildResult.Refused(String.join("\n", failures), figures);
    }
    Dataset newest = config.outcomes().isNone() ? later : newest(samples, config, later.fitted());
    return new BuildResult.Built(
        manifest(evaluation.earlier(), labels, trained, figures, config, request),
        trained.mojo(),
        words.mojos(),
        transitionCost.shards(),
        orderKeyQuantiles(Placement.of(positions(model, newest), newest)),
        labels.fresh()
            ? List.of()
            : present.map(now -> orderKeyQuantiles(now.place(newest))).orElse(List.of()));
  }

  /** What each of several templates reads, and would read if the others were not asked. */
  private static void addTemplates(
      Map<String, Double> figures,
      CandidateEvaluation evaluation,
      CandidateEvaluation.Order order,
      PipelineConfig config,
      int resolution) {
    Map<String, Double> least = Labels.leastFanOuts(evaluation, config, resolution);
    least.forEach((name, fanOut) -> figures.put(Figure.LEAST_FAN_OUT_OF + name, fanOut));
    for (int template = 0; template < evaluation.drawn().templates().size(); template++) {
      String name = evaluation.drawn().templates().get(template).name();
      if (least.containsKey(name)) {
        figures.put(Figure.FAN_OUT_OF + name, evaluation.fanOut(order, template));
      }
    }
  }

  private static double[] positions(PositionModel model, Dataset rows) {
    return Arrays.stream(rows.features()).mapToDouble(model::position).toArray();
  }

  /** The fastest of a few passes: a busy machine or a cold compiler is no fault of the model. */
  private static double scoringNanos(PositionModel model, Dataset rows) {
    long fastest = Long.MAX_VALUE;
    for (int pass = 0; pass < SCORING_PASSES; pass++) {
      long before = System.nanoTime();
      double[] unused = positions(model, rows);
      fastest = Math.min(fastest, System.nanoTime() - before);
    }
    return fastest / (double) Math.max(1, rows.size());
  }

  private static Map<String, Double> figures(
      CandidateEvaluation evaluation,
      Labels labels,
      CandidateEvaluation.Order order,
      int resolution,
      double[] predicted) {
    CandidateEvaluation.Order labelled = labels.order(evaluation).at(resolution);
    CandidateEvaluation.Order hashing = byHash(evaluation);
    Map<String, Double> figures =
        new TreeMap<>(evaluation.agreement(labelled, order, labels.later(), predicted));
    figures.put(Figure.RESOLUTION, (double) resolution);
    figures.put(Figure.PREDICTED_IMBALANCE, evaluation.imbalance(order));
    figures.put(Figure.IMBALANCE_NOISE, evaluation.imbalanceNoise());
    figures.put(Figure.HASH_IMBALANCE, evaluation.imbalance(hashing));
    figures.put(Figure.LABEL_FAN_OUT, evaluation.fanOut(labelled));
    figures.put(Figure.HASH_FAN_OUT, evaluation.fanOut(hashing));
    figures.put(Figure.FRESH_ORDER, labels.fresh() ? 1.0 : 0.0);
    figures.put(Figure.EARLIER_SAMPLES, (double) evaluation.earlier().size());
    figures.put(Figure.LATER_SAMPLES, (double) evaluation.later().size());
    return figures;
  }

  private static CandidateEvaluation.Order order(
      CandidateEvaluation evaluation, PresentModel present, RoutingTable table) {
    return new CandidateEvaluation.Order(
            present.place(evaluation.earlier()), present.place(evaluation.later()))
        .at(table.splitPoints().resolution());
  }

  /** Where the later records go now. */
  private static CandidateEvaluation.Routed routed(
      CandidateEvaluation evaluation, Optional<PresentModel> present, RoutingTable table) {
    if (table.model().isHash()) {
      return evaluation.routed(byHash(evaluation), table.shards());
    }
    return present
        .map(model -> evaluation.routed(order(evaluation, model, table), table.shards()))
        .orElseGet(evaluation::routedAsSampled);
  }

  private static CandidateEvaluation.Order byHash(CandidateEvaluation evaluation) {
    return new CandidateEvaluation.Order(
        Placement.byHash(evaluation.earlier()), Placement.byHash(evaluation.later()));
  }

  private static ModelManifest manifest(
      Dataset rows,
      Labels labels,
      TrainedModel trained,
      Map<String, Double> figures,
      PipelineConfig config,
      RetrainRequest request) {
    JsonNode ordering =
        labels.ordering() == null
            ? JsonNodeFactory.instance.objectNode()
            : OrderingJson.toJson(labels.ordering());
    return new ModelManifest(
        config.pipeline(),
        request.modelVersion(),
        config.model().type().name().toLowerCase(Locale.ROOT),
        rows.columns(),
        rows.fitted().toJson(),
        ModelPackage.checksum(trained.mojo()),
        trained.mojo().length,
        figures,
        testVectors(rows, trained),
        ModelPackage.placing(config),
        ordering);
  }

  private static List<TestVector> testVectors(Dataset rows, TrainedModel trained) {
    List<TestVector> vectors = new ArrayList<>();
    int count = Math.min(TEST_VECTORS, rows.size());
    for (int i = 0; i < count; i++) {
      int row = (int) ((long) i * rows.size() / count);
      List<Double> features = Arrays.stream(rows.features()[row]).boxed().toList();
      vectors.add(new TestVector(features, trained.predictions()[row]));
    }
    return vectors;
  }

  /** The newest records, whether or not their outcomes are known yet. */
  private static Dataset newest(
      List<Sample> samples, PipelineConfig config, FittedFeatures fitted) {
    return Dataset.of(samples, config, fitted).later(config.training().holdout());
  }

  private static List<Double> orderKeyQuantiles(Placement newest) {
    double[] shares = new double[QUANTILE_STEPS + 1];
    Arrays.setAll(shares, i -> i / (double) QUANTILE_STEPS);
    return Arrays.stream(newest.quantiles(shares)).boxed().toList();
  }
}
