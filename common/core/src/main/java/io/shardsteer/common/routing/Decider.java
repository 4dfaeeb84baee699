package io.shardsteer.common.routing;

import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.steering.OrderKey;
import io.shardsteer.common.steering.RowPlace;

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

  /** What breaks ties between records of equal positions. */
  @FunctionalInterface
  public interface Ties {
    /**
     * A well mixed hash.
     *
     * @param keepKeyTogether of the record's key if it has one, else of its id
     */
    long tieHash(boolean keepKeyTogether);
  }

  private double[] row = new double[0];
  private int shard;
  private double orderKey;
  private long tieHash;
  private long revision;
  private int modelVersion;
  private int cell;
  private long bucket;

  /**
   * @param snapshot the tables and models to go by
   * @param values the record's fields; not read where the table has no model
   * @param keyHash well mixed hash of the record's key or id
   * @param publishMillis the record's publish time, epoch milliseconds
   */
  public Outcome decide(
      RoutingSnapshot snapshot, FieldValues values, long keyHash, long publishMillis) {
    return decide(snapshot.at(publishMillis), values, keyHash, publishMillis);
  }

  /**
   * @param snapshot the tables and models to go by
   * @param values the record's fields; not read where the table has no model
   * @param ties what breaks ties, as the table says
   * @param publishMillis the record's publish time, epoch milliseconds
   */
  public Outcome decide(
      RoutingSnapshot snapshot, FieldValues values, Ties ties, long publishMillis) {
    RoutingSnapshot.Route route = snapshot.at(publishMillis);
    return decide(route, values, ties.tieHash(route.table.keepKeyTogether()), publishMillis);
  }

  private Outcome decide(
      RoutingSnapshot.Route route, FieldValues values, long keyHash, long publishMillis) {
    tieHash = keyHash;
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
    return new Decision(recordId, key, shard, orderKey, revision, modelVersion, place());
  }

  /** The shard that the record goes to. */
  public int shard() {
    return shard;
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
