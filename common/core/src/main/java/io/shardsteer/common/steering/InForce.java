package io.shardsteer.common.steering;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What placed the records of some publish times: a routing table, or where only a summary is left,
 * a segment. Immutable.
 */
public final class InForce {
  private final long fromMillis;
  private final long toMillis;
  private final long revision;
  private final ModelRef model;
  private final List<Integer> shards;
  private final Supplier<RoutingTable> table;
  private final @Nullable Segment segment;

  InForce(
      long fromMillis,
      long toMillis,
      long revision,
      ModelRef model,
      List<Integer> shards,
      Supplier<RoutingTable> table,
      @Nullable Segment segment) {
    this.fromMillis = fromMillis;
    this.toMillis = toMillis;
    this.revision = revision;
    this.model = model;
    this.shards = shards;
    this.table = table;
    this.segment = segment;
  }

  /** The first publish time, epoch milliseconds; {@link Long#MIN_VALUE} for the beginning. */
  public long fromMillis() {
    return fromMillis;
  }

  /** The last publish time, epoch milliseconds; {@link Long#MAX_VALUE} where none follows. */
  public long toMillis() {
    return toMillis;
  }

  /** Of the table, or of a segment's last one. */
  public long revision() {
    return revision;
  }

  public ModelRef model() {
    return model;
  }

  /** The shards of the table, or of a segment's last one. */
  public List<Integer> shards() {
    return shards;
  }

  /** The table, or a segment's last one; unpacked at each call. */
  public RoutingTable table() {
    return table.get();
  }

  /** The segment that stands for several tables; empty where the table is known. */
  public Optional<Segment> segment() {
    return Optional.ofNullable(segment);
  }
}
