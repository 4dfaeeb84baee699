package io.shardsteer.common.control;

import io.shardsteer.common.config.AcceptableImbalance;
import io.shardsteer.common.config.ChangeWindow;
import io.shardsteer.common.config.ControlConfig;
import io.shardsteer.common.config.ControlConfig.Adoption;
import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.config.LimitsConfig;
import io.shardsteer.common.config.MetricTrigger;
import io.shardsteer.common.config.MetricTrigger.Metric;
import io.shardsteer.common.config.ModelConfig;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.config.SamplingConfig;
import io.shardsteer.common.config.ShardsConfig;
import io.shardsteer.common.config.ShardsConfig.Load;
import io.shardsteer.common.config.StorageConfig;
import io.shardsteer.common.config.TlsConfig;
import io.shardsteer.common.config.TrainingConfig;
import io.shardsteer.common.config.TrainingConfig.GateConfig;
import io.shardsteer.common.pin.Pin;
import io.shardsteer.common.pin.Pins;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Configurations for tests: the defaults of everything that the controller reads. */
final class Configs {
  static final ControlConfig CONTROL =
      new ControlConfig(
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          0.05,
          0.005,
          0.007,
          0.1,
          1.15,
          0.10,
          720,
          Duration.ofSeconds(60),
          Adoption.AUTOMATIC,
          Duration.ofHours(1),
          List.of());

  private static final List<MetricTrigger> SHARD_IMBALANCE =
      List.of(new MetricTrigger(Metric.SHARD_IMBALANCE, 0, 3, Duration.ofMinutes(1)));

  private Configs() {}

  static PipelineConfig shards(int count) {
    return with(equal(count));
  }

  /** Split points that may move by next to nothing at once. */
  static PipelineConfig slow(int count) {
    ControlConfig control =
        control(
            CONTROL.reportInterval(),
            0.001,
            CONTROL.maxRebalancesPerHour(),
            CONTROL.adoption(),
            CONTROL.windows());
    return with(equal(count), SHARD_IMBALANCE, control);
  }

  /** Only so many tables an hour are allowed. */
  static PipelineConfig rebalancing(int count, int maxPerHour) {
    ControlConfig control =
        control(
            CONTROL.reportInterval(),
            CONTROL.maxMovedPerRebalance(),
            maxPerHour,
            CONTROL.adoption(),
            CONTROL.windows());
    return with(equal(count), SHARD_IMBALANCE, control);
  }

  private static ControlConfig control(
      Duration reportInterval,
      double maxMovedPerRebalance,
      int maxRebalancesPerHour,
      Adoption adoption,
      List<ChangeWindow> windows) {
    return new ControlConfig(
        reportInterval,
        CONTROL.tableLead(),
        CONTROL.horizon(),
        CONTROL.deadBand(),
        CONTROL.reduceResolutionAbove(),
        CONTROL.lowShare(),
        CONTROL.highShare(),
        maxMovedPerRebalance,
        maxRebalancesPerHour,
        CONTROL.probation(),
        adoption,
        CONTROL.approvalTimeout(),
        windows);
  }

  /** Changes are bound to windows. */
  static PipelineConfig windows(int count, Adoption adoption, ChangeWindow... windows) {
    ControlConfig control =
        control(
            CONTROL.reportInterval(),
            CONTROL.maxMovedPerRebalance(),
            CONTROL.maxRebalancesPerHour(),
            adoption,
            List.of(windows));
    return with(equal(count), SHARD_IMBALANCE, control);
  }

  /** Rows expire, and reports come seldom. */
  static PipelineConfig expiring(int count, Duration reportInterval, Duration ttl) {
    ControlConfig control =
        control(
            reportInterval,
            CONTROL.maxMovedPerRebalance(),
            CONTROL.maxRebalancesPerHour(),
            CONTROL.adoption(),
            CONTROL.windows());
    PipelineConfig config = with(equal(count), SHARD_IMBALANCE, control);
    StorageConfig storage = config.storage();
    RowLayout layout = storage.layout();
    return config.with(
        new StorageConfig(
            storage.enabled(),
            storage.contactPoints(),
            storage.localDatacenter(),
            storage.keyspace(),
            storage.replication(),
            storage.consistency(),
            storage.readConsistency(),
            new RowLayout(
                layout.columns(),
                layout.partitionKey(),
                layout.clustering(),
                layout.uniqueKey(),
                layout.nullKeys(),
                layout.nullBuckets(),
                ttl,
                layout.tableOptions(),
                layout.payloadColumn(),
                layout.rowOrder()),
            storage.tls()));
  }

  static PipelineConfig watching(int count, MetricTrigger trigger) {
    return with(equal(count), List.of(trigger), CONTROL);
  }

  /** Equal records of one key may lie in several shards. */
  static PipelineConfig keysSpread(int count) {
    return with(
        new ShardsConfig(
            count, new AcceptableImbalance.Relative(0.2), List.of(), Load.RECORDS, false));
  }

  /** A key is pinned to a shard that takes other records, too. */
  static PipelineConfig pinned(int count, String key, int shard) {
    return with(
        new ShardsConfig(
            count,
            new AcceptableImbalance.Relative(0.2),
            List.of(),
            Load.RECORDS,
            true,
            new Pins(List.of(new Pin("", List.of(key), shard, false)))));
  }

  private static ShardsConfig equal(int count) {
    return new ShardsConfig(
        count, new AcceptableImbalance.Relative(0.2), List.of(), Load.RECORDS, true);
  }

  static PipelineConfig with(ShardsConfig shards) {
    return with(shards, SHARD_IMBALANCE, CONTROL);
  }

  private static PipelineConfig with(
      ShardsConfig shards, List<MetricTrigger> watched, ControlConfig control) {
    return new PipelineConfig(
        "test",
        new InputConfig("persistent://t/n/in", InputConfig.Format.JSON, "", "", ""),
        List.of(),
        List.of(),
        new ModelConfig(
            ModelConfig.ModelType.DECISION_TREE, Map.of(), 1, ModelConfig.Labels.BALANCED),
        new TrainingConfig(
            Duration.ofHours(1), 5000, 10_000, 0.2, new GateConfig(1.5, 0.1, 1, 1 << 26)),
        shards,
        watched,
        control,
        new SamplingConfig(200),
        new StorageConfig(
            false,
            List.of(),
            "dc1",
            "ks",
            "",
            "ONE",
            "ONE",
            RowLayout.standard(false),
            TlsConfig.OFF),
        new LimitsConfig(1 << 20, 1000));
  }
}
