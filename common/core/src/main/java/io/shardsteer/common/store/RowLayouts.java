package io.shardsteer.common.store;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.config.RowLayout.Clustering;
import io.shardsteer.common.config.RowLayout.Column;
import io.shardsteer.common.config.RowLayout.NullKeys;
import io.shardsteer.common.config.RowLayout.RowOrder;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.TableLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * In which layouts a pipeline's rows are stored: what its file says, until rows are moved to tables
 * of another layout; from then on what the newest such move says, whatever the file does.
 */
public final class RowLayouts {
  private static final String DESCENDING = " desc";

  private RowLayouts() {}

  /** A layout as parts tell each other of it. */
  public static TableLayout of(RowLayout layout) {
    Map<String, String> standIns = new HashMap<>();
    for (Column column : layout.columns()) {
      if (!column.ifNull().isEmpty()) {
        standIns.put(column.name(), column.ifNull());
      }
    }
    return new TableLayout(
        lower(layout.rowOrder()),
        layout.partitionKey(),
        layout.clustering().stream()
            .map(it -> it.descending() ? it.column() + DESCENDING : it.column())
            .toList(),
        lower(layout.nullKeys()),
        layout.nullBuckets(),
        standIns);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * A pipeline whose rows lie so.
   *
   * @throws IllegalArgumentException if the layout has a key column that the pipeline does not
   *     declare; the message says so and the remedy
   */
  public static PipelineConfig in(TableLayout layout, PipelineConfig config) {
    RowLayout before = config.storage().layout();
    if (of(before).equals(layout)) {
      return config;
    }
    List<Column> columns = new ArrayList<>();
    for (Column column : before.columns()) {
      columns.add(column.withIfNull(layout.standIns().getOrDefault(column.name(), "")));
    }
    List<Clustering> clustering = layout.clustering().stream().map(RowLayouts::clustering).toList();
    var after =
        new RowLayout(
            columns,
            layout.partitionKey(),
            clustering,
            false,
            NullKeys.valueOf(layout.nullKeys().toUpperCase(Locale.ROOT)),
            layout.nullBuckets(),
            before.ttl(),
            before.tableOptions(),
            before.payloadColumn(),
            RowOrder.valueOf(layout.rowOrder().toUpperCase(Locale.ROOT)));
    requireColumns(after, config.pipeline());
    return config.with(config.storage().with(after));
  }

  private static Clustering clustering(String text) {
    boolean descending = text.endsWith(DESCENDING);
    String column = descending ? text.substring(0, text.length() - DESCENDING.length()) : text;
    return new Clustering(column, descending);
  }

  private static void requireColumns(RowLayout layout, String pipeline) {
    for (String name : layout.primaryKey()) {
      if (!RowLayout.BUILT_IN.contains(name) && layout.column(name).isEmpty()) {
        throw new IllegalArgumentException(
            "The rows of pipeline %s lie by a column %s, which its file does not declare.\nDeclare it under storage.columns, as it was when rows were moved to that layout."
                .formatted(pipeline, name));
      }
    }
  }

  /**
   * The pipeline as routers write its rows.
   *
   * @throws IllegalArgumentException as {@link #in} does
   */
  public static PipelineConfig written(PipelineConfig config, Reshards moves) {
    return moves.written().map(layout -> in(layout, config)).orElse(config);
  }

  /**
   * The pipeline with each layout in which rows of it are found: two while rows are copied from one
   * to the other, else one.
   *
   * @throws IllegalArgumentException as {@link #in} does
   */
  public static List<PipelineConfig> readable(PipelineConfig config, Reshards moves) {
    List<TableLayout> layouts = moves.readable();
    return layouts.isEmpty()
        ? List.of(config)
        : layouts.stream().map(layout -> in(layout, config)).toList();
  }
}
