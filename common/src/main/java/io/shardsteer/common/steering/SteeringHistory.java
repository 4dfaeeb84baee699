package io.shardsteer.common.steering;

import java.util.ArrayList;
import java.util.List;

/**
 * All revisions of a pipeline's steering table, ascending; never empty. Immutable, so a router
 * swaps a whole history at once.
 *
 * <p>The table in force at a publish time is the one with the highest revision whose effective-from
 * is not later. A revision may therefore overrule an earlier one that has not taken effect yet.
 */
public final class SteeringHistory {
  private final List<SteeringTable> tables;

  private SteeringHistory(List<SteeringTable> tables) {
    this.tables = List.copyOf(tables);
  }

  /** A history that begins with the given table. */
  public static SteeringHistory startingWith(SteeringTable first) {
    return new SteeringHistory(List.of(first));
  }

  /**
   * This history and one more table.
   *
   * @throws IllegalArgumentException if the table's revision is not the highest so far
   */
  public SteeringHistory with(SteeringTable table) {
    if (table.revision() <= latest().revision()) {
      throw new IllegalArgumentException(
          "Revision %d cannot follow revision %d: revisions are never reused."
              .formatted(table.revision(), latest().revision()));
    }
    List<SteeringTable> longer = new ArrayList<>(tables);
    longer.add(table);
    return new SteeringHistory(longer);
  }

  /**
   * The table in force for records published at the given time, epoch milliseconds. Before the
   * first table's time it is the first table.
   */
  public SteeringTable at(long publishMillis) {
    for (int i = tables.size() - 1; i > 0; i--) {
      SteeringTable table = tables.get(i);
      if (table.effectiveFromMillis() <= publishMillis) {
        return table;
      }
    }
    return tables.get(0);
  }

  public SteeringTable latest() {
    return tables.get(tables.size() - 1);
  }

  /** Every revision, ascending. */
  public List<SteeringTable> tables() {
    return tables;
  }
}
