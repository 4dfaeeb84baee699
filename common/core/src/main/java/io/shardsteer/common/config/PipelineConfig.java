package io.shardsteer.common.config;

import java.util.List;

/**
 * Everything that an operator says about one pipeline. The same record is read from a pipeline file
 * (YAML) and from a function's user configuration.
 *
 * @param pipeline name, part of every topic, table and package: a lower-case identifier
 * @param input what is steered
 * @param featureExtractionPipeline {@code feature_extraction_pipeline}: the features, in order
 * @param queries the templates that reads will follow; the order keeps their answers together
 * @param model {@code model_type} and hyper-parameters
 * @param training when and on how much a model is trained: {@code retraining_interval}
 * @param shards {@code target_shard_count}, {@code acceptable_shard_imbalance} and their like
 * @param monitoringMetrics {@code monitoring_metrics}: what calls for a new model
 * @param control how fast and how far the split points move
 * @param sampling how much of the stream is kept for training
 * @param storage where rows go
 * @param limits bounds on what one record and one router may take
 * @param outcomes what becomes known of records later
 * @param history how long what was decided is kept
 * @param queryLearning whether reads that were asked shape the order, too
 * @param reshard how old rows come to where the newest model puts them
 */
public record PipelineConfig(
    String pipeline,
    InputConfig input,
    List<FeatureSpec> featureExtractionPipeline,
    List<QueryTemplate> queries,
    ModelConfig model,
    TrainingConfig training,
    ShardsConfig shards,
    List<MetricTrigger> monitoringMetrics,
    ControlConfig control,
    SamplingConfig sampling,
    StorageConfig storage,
    LimitsConfig limits,
    OutcomesConfig outcomes,
    HistoryConfig history,
    QueryLearning queryLearning,
    ReshardConfig reshard) {
  public PipelineConfig {
    featureExtractionPipeline = List.copyOf(featureExtractionPipeline);
    queries = List.copyOf(queries);
    monitoringMetrics = List.copyOf(monitoringMetrics);
  }

  /** A pipeline without outcomes, whose history is kept as usual. */
  public PipelineConfig(
      String pipeline,
      InputConfig input,
      List<FeatureSpec> featureExtractionPipeline,
      List<QueryTemplate> queries,
      ModelConfig model,
      TrainingConfig training,
      ShardsConfig shards,
      List<MetricTrigger> monitoringMetrics,
      ControlConfig control,
      SamplingConfig sampling,
      StorageConfig storage,
      LimitsConfig limits) {
    this(
        pipeline,
        input,
        featureExtractionPipeline,
        queries,
        model,
        training,
        shards,
        monitoringMetrics,
        control,
        sampling,
        storage,
        limits,
        OutcomesConfig.NONE,
        HistoryConfig.DEFAULT,
        QueryLearning.DEFAULT,
        ReshardConfig.DEFAULT);
  }

  /** The same with rows elsewhere. */
  public PipelineConfig with(StorageConfig newStorage) {
    return with(queries, training, shards, newStorage, reshard);
  }

  /** The same over other shards. */
  public PipelineConfig with(ShardsConfig newShards) {
    return with(queries, training, newShards, storage, reshard);
  }

  /** The same trained by other rules. */
  public PipelineConfig with(TrainingConfig newTraining) {
    return with(queries, newTraining, shards, storage, reshard);
  }

  /** The same for other queries. */
  public PipelineConfig with(List<QueryTemplate> newQueries) {
    return with(newQueries, training, shards, storage, reshard);
  }

  /** The same whose rows move by other rules. */
  public PipelineConfig with(ReshardConfig newReshard) {
    return with(queries, training, shards, storage, newReshard);
  }

  private PipelineConfig with(
      List<QueryTemplate> newQueries,
      TrainingConfig newTraining,
      ShardsConfig newShards,
      StorageConfig newStorage,
      ReshardConfig newReshard) {
    return new PipelineConfig(
        pipeline,
        input,
        featureExtractionPipeline,
        newQueries,
        model,
        newTraining,
        newShards,
        monitoringMetrics,
        control,
        sampling,
        newStorage,
        limits,
        outcomes,
        history,
        queryLearning,
        newReshard);
  }
}
