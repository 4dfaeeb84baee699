package io.shardsteer.common.routing;

import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.common.steering.RowPlace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides where one record goes and holds the decision until the next. Allocates nothing once it
 * has seen the widest model. One for each thread: not thread-safe.
 *
 * <p>The decision is a function of the record, its publish time and the routing history alone, so
 * that a redelivered record goes to the same shard on every instance.
 */
public final class Decider {
  /** What became of {@link #decide}. */
  public enum Outcome {
    /** The table's model placed the record, or its hash where the table has no model. */
    PLACED,
    /** The model gave no number for this record, so that its hash placed it. */
    PLACED_BY_HASH,
    /** The table's model is not loaded yet: only {@link #revision} and the like are set. */
    AWAITS_MODEL
  }

  /** What tells records apart, besides their fields. */
  public interface RecordKey {
    /** The key that the record's row has: its own, or its id where it has none. */
    String rowKey();

    /**
     * A well mixed hash that breaks ties between records of equal positions.
     *
     * @param keepKeyTogether of the record's key if it has one, else of its id
     */
    long tieHash(boolean keepKeyTogether);
  }

  private final FieldPaths paths;
  private PinnedShards pins = PinnedShards.NONE;
  private double[] row = new double[0];
  private int shard;
  private double orderKey;
  private long tieHash;
  private long revision;
  private int modelVersion;
  private int cell;
  private long bucket;
  private boolean pinned;

  /** Decides where no field is pinned. */
  public Decider() {
    this(FieldPaths.of(List.of()));
  }

  /**
   * @param paths of the records' fields
   */
  public Decider(FieldPaths paths) {
    this.paths = paths;
  }

  /**
   * Decides by tables that pin no keys.
   *
   * @param snapshot the tables and models to go by
   * @param values the record's fields; not read where the table has neither model nor pins
   * @param keyHash well mixed hash of the record's key or id
   * @param publishMillis the record's publish time, epoch milliseconds
   */
  public Outcome decide(
      RoutingSnapshot snapshot, FieldValues values, long keyHash, long publishMillis) {
    return decide(snapshot.at(publishMillis), values, keyHash, null, publishMillis);
  }

  /**
   * @param snapshot the tables and models to go by
   * @param values the record's fields; not read where the table has neither model nor pins
   * @param key the record's own key and id, as the table goes by them
   * @param publishMillis the record's publish time, epoch milliseconds
   */
  public Outcome decide(
      RoutingSnapshot snapshot, FieldValues values, RecordKey key, long publishMillis) {
    RoutingSnapshot.Route route = snapshot.at(publishMillis);
    long keyHash = key.tieHash(route.table.keepKeyTogether());
    return decide(route, values, keyHash, key, publishMillis);
  }

  /** A pin changes the shard alone: in there, the row lies where the order says. */
  private void pin(Pins ofTable, FieldValues values, String key) {
    if (!pins.areOf(ofTable)) {
      pins = PinnedShards.of(ofTable, paths);
    }
    int its = pins.shardOf(key, values);
    if (its != PinnedShards.NO_SHARD) {
      shard = its;
      pinned = true;
    }
  }

  private Outcome decide(
      RoutingSnapshot.Route route,
      FieldValues values,
      long keyHash,
      @Nullable RecordKey key,
      long publishMillis) {
    tieHash = keyHash;
    pinned = false;
    revision = route.table.revision();
    modelVersion = route.table.model().version();
    if (route.awaitsModel()) {
      return Outcome.AWAITS_MODEL;
    }
    double position = route.model == null ? Double.NaN : predict(route.model, values);
    boolean predicted = !Double.isNaN(position);
    orderKey = OrderKey.of(predicted ? position : OrderKey.hashPosition(keyHash), keyHash);
    shard = route.shardOf(orderKey);
    cell = route.table.partitions().cell(orderKey);
    bucket = route.table.partitions().bucket(publishMillis);
    if (!route.table.pins().isEmpty()) {
      pin(route.table.pins(), values, key == null ? "" : key.rowKey());
    }
    return predicted || route.model == null ? Outcome.PLACED : Outcome.PLACED_BY_HASH;
  }

  private double predict(RoutedModel model, FieldValues values) {
    if (row.length < model.width()) {
      row = new double[model.width()];
    }
    model.features().extract(values, row);
    return model.positions().position(row);
  }

  /** The decision made last, as a value that outlives the next one. */
  public Decision decision(String recordId, String key) {
    return new Decision(recordId, key, shard, orderKey, revision, modelVersion, pinned, place());
  }

  /** The shard that the record goes to. */
  public int shard() {
    return shard;
  }

  /** Whether a pin placed the record. */
  public boolean isPinned() {
    return pinned;
  }

  /** Where the record's row lies in the order. */
  public RowPlace place() {
    return new RowPlace(modelVersion, cell, bucket, orderKey);
  }

  /** The record's order key, in [0,1). */
  public double orderKey() {
    return orderKey;
  }

  /** The hash that broke ties. */
  public long tieHash() {
    return tieHash;
  }

  /** The routing table that decided. */
  public long revision() {
    return revision;
  }

  /** The model of that table, 0 for none. */
  public int modelVersion() {
    return modelVersion;
  }
}
