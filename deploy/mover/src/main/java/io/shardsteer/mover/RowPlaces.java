package io.shardsteer.mover;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.formats.RecordDecoders;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.pulsar.OperationException;
import io.shardsteer.common.pulsar.PackageStore;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.routing.Decider;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.routing.RoutingSnapshot;
import io.shardsteer.common.steering.KeyHash;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.RowPlace;
import io.shardsteer.common.store.ShardRow;
import io.shardsteer.deploy.reader.PayloadDecoders;
import io.shardsteer.deploy.reader.PayloadSchemas;
import io.shardsteer.deploy.reader.PropertyColumns;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pulsar.client.admin.PulsarAdmin;

/**
 * Where one routing table puts stored rows, by the code that routers decide with. Not thread-safe.
 */
final class RowPlaces implements Places {
  private final RoutingTable table;
  private final RoutingSnapshot snapshot;
  private final PayloadDecoders decoders;
  private final FieldValues values;
  private final boolean byPosition;
  private final PropertyColumns properties;
  private final boolean readsFields;
  private final Decider decider;

  /**
   * @param models the model of the table; none where it has none
   * @param schemas what payloads were written with
   */
  RowPlaces(
      PipelineConfig config, RoutingTable table, List<RoutedModel> models, PayloadSchemas schemas) {
    this.table = table;
    snapshot = RoutingSnapshot.of(RoutingHistory.startingWith(table), models);
    FieldPaths paths = PipelineFields.of(config, table.pins().fields());
    decider = new Decider(paths);
    readsFields = !table.model().isHash() || !table.pins().fields().isEmpty();
    decoders =
        new PayloadDecoders(schemas, new RecordDecoders(config.input().readingEveryText(), paths));
    values = new FieldValues(paths);
    byPosition = config.storage().layout().isByPosition();
    properties = new PropertyColumns(config, paths);
  }

  /**
   * @throws OperationException if the table's model cannot be used
   */
  static RowPlaces of(PipelineConfig config, RoutingTable table, PulsarAdmin admin) {
    return of(config, table, admin, new HashMap<>());
  }

  /**
   * Where other tables put rows, each as {@link #of} says; a model is fetched once. Not
   * thread-safe.
   */
  static Function<RoutingTable, Places> each(PipelineConfig config, PulsarAdmin admin) {
    Map<Integer, RoutedModel> models = new HashMap<>();
    return table -> of(config, table, admin, models);
  }

  private static RowPlaces of(
      PipelineConfig config,
      RoutingTable table,
      PulsarAdmin admin,
      Map<Integer, RoutedModel> models) {
    ModelRef model = table.model();
    boolean readsFields = !model.isHash() || !table.pins().fields().isEmpty();
    try {
      if (!model.isHash() && !models.containsKey(model.version())) {
        models.put(model.version(), fetch(config, model, admin));
      }
      return new RowPlaces(
          config,
          table,
          Stream.ofNullable(models.get(model.version())).toList(),
          readsFields ? PayloadSchemas.of(admin, config.input().topic()) : PayloadSchemas.none());
    } catch (IOException | BadModelException e) {
      throw new OperationException(
          "Model %d of revision %d cannot be used: %s\nRows stay where they are."
              .formatted(model.version(), table.revision(), e.getMessage()),
          e);
    }
  }

  private static RoutedModel fetch(PipelineConfig config, ModelRef model, PulsarAdmin admin)
      throws IOException, BadModelException {
    byte[] bytes = new PackageStore(admin, ModelPackage.maxBytes(config)).fetch(model.packageUrl());
    return RoutedModel.of(ModelPackage.read(bytes, model, config));
  }

  @Override
  public int shardOf(ShardRow row) {
    if (readsFields) {
      decode(row);
    }
    decider.decide(snapshot, values, new KeyOfRow(row), row.publishMillis());
    return decider.shard();
  }

  @Override
  public ShardRow placed(ShardRow row) {
    return row.placed(byPosition ? decider.place() : RowPlace.NONE, table.revision());
  }

  private record KeyOfRow(ShardRow row) implements Decider.RecordKey {
    @Override
    public String rowKey() {
      return row.key();
    }

    @Override
    public long tieHash(boolean keepKeyTogether) {
      return KeyHash.of(keepKeyTogether ? row.key() : row.recordId());
    }
  }

  private void decode(ShardRow row) {
    byte[] payload = row.payload();
    if (payload == null) {
      throw new OperationException(
          "Row %s (record id %s) of shard %d has no payload, so revision %d cannot place it.\nRows can be moved where storage.payload_column is true."
              .formatted(row.key(), row.recordId(), row.shard(), table.revision()));
    }
    RecordDecoder decoder =
        decoders
            .of(row)
            .orElseThrow(
                () ->
                    new OperationException(
                        "Row %s (record id %s) of shard %d does not say with which version of the topic's schema its payload was written.\nRows say so in their column schema_version; those from before it can be moved where payloads are JSON or Protobuf, or have had one schema only."
                            .formatted(row.key(), row.recordId(), row.shard())));
    Rejection rejection = decoder.decode(row.encoding().messageKey(), payload, values);
    if (rejection != null) {
      throw new OperationException(
          "Row %s (record id %s) of shard %d cannot be read as a record: %s\nDelete or mend it, then move rows again."
              .formatted(row.key(), row.recordId(), row.shard(), rejection.message()));
    }
    properties.fill(row, values);
  }
}
