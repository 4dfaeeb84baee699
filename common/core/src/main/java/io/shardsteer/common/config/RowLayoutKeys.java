package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import io.shardsteer.common.config.RowLayout.BadField;
import io.shardsteer.common.config.RowLayout.Clustering;
import io.shardsteer.common.config.RowLayout.Column;
import io.shardsteer.common.config.RowLayout.NullKeys;
import io.shardsteer.common.config.RowLayout.RowOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the section {@code storage} says about the rows: {@code columns} and their like. */
final class RowLayoutKeys {
  private static final int MAX_COLUMNS = 200;

  /** CQL's longest time to live. */
  private static final Duration LONGEST_TTL = Duration.ofDays(20 * 365);

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,47}");
  private static final String NAME_REMEDY =
      "Begin with a lower-case letter and go on with up to 47 lower-case letters, digits or underscores.";
  private static final List<String> KEYS_BUILT_IN =
      List.of(RowLayout.KEY, RowLayout.PUBLISH_TIME, RowLayout.RECORD_ID);

  private RowLayoutKeys() {}

  /**
   * @param tables how many tables shards share; 0: it does not say
   */
  static RowLayout read(ConfigSection storage, int tables) {
    BadField onBadField = storage.choice("on_bad_field", BadField.REJECT, BadField.NULL);
    List<String> own = new ArrayList<>(RowLayout.BUILT_IN);
    if (tables > 0) {
      own.add(RowLayout.SHARD);
    }
    List<Column> columns = columns(storage, onBadField, own);
    RowOrder rowOrder = storage.choice("row_order", RowOrder.KEY);
    boolean byPosition = rowOrder == RowOrder.POSITION;
    if (byPosition) {
      refuseKeys(storage);
    }
    List<String> partitionKey =
        byPosition ? RowLayout.POSITION_PARTITION : partitionKey(storage, columns);
    boolean uniqueKey = storage.flag("unique_key", false);
    RowLayout layout =
        new RowLayout(
            columns,
            partitionKey,
            byPosition
                ? RowLayout.POSITION_CLUSTERING
                : clustering(storage, columns, partitionKey, uniqueKey),
            uniqueKey,
            storage.choice("null_keys", NullKeys.SPREAD),
            storage.integer("null_buckets", RowLayout.DEFAULT_NULL_BUCKETS, 1, 65_536),
            storage.duration("ttl", Duration.ZERO, Duration.ZERO, LONGEST_TTL),
            TableOptions.read(storage),
            storage.flag("payload_column", true),
            rowOrder);
    check(storage, layout);
    return layout;
  }

  /** Rows that lie in the order have a primary key of their own. */
  private static void refuseKeys(ConfigSection storage) {
    for (String key : List.of("partition_key", "clustering", "unique_key", "null_keys")) {
      if (storage.has(key)) {
        storage.problem(
            key,
            "With row_order: position the primary key is that of the order.",
            "Leave it out, or use row_order: key.");
      }
    }
  }

  /**
   * @param own the tables' own columns
   */
  private static List<Column> columns(
      ConfigSection storage, BadField onBadField, List<String> own) {
    List<ConfigSection> sections = storage.sections("columns", "");
    if (sections.size() > MAX_COLUMNS) {
      storage.problem(
          "columns",
          "There are %d columns.".formatted(sections.size()),
          "Declare up to %d.".formatted(MAX_COLUMNS));
    }
    List<Column> columns = new ArrayList<>();
    Set<String> names = new HashSet<>(own);
    for (ConfigSection section : sections) {
      try (section) {
        Column column = column(section, onBadField);
        if (!names.add(column.name())) {
          section.problem(
              "name",
              own.contains(column.name())
                  ? "Every table has its own column %s."
                      .formatted(ConfigProblems.show(column.name()))
                  : "Another column has the name %s.".formatted(ConfigProblems.show(column.name())),
              "Give each column a name of its own.");
        }
        columns.add(column);
      }
    }
    return columns;
  }

  private static Column column(ConfigSection section, BadField onBadField) {
    String field = section.text("field", section.requiredText("name", "price"));
    FieldPathShape.check(section, "field", field);
    String name = section.text("name", "", NAME, NAME_REMEDY);
    if (!section.has("type")) {
      section.requiredText("type", "text");
    }
    ColumnType type = section.has("type") ? type(section) : ColumnType.TEXT;
    if (!type.isTime() && (section.has("unit") || section.has("zone"))) {
      section.problem(
          section.has("unit") ? "unit" : "zone",
          "A column of type %s holds no time.".formatted(type.cql()),
          "Leave it out, or use type: timestamp, date or time.");
    }
    String ifNull = section.text("if_null", "");
    if (!ifNull.isEmpty() && type.parse(ifNull).isEmpty()) {
      section.problem(
          "if_null",
          "%s is no value of type %s.".formatted(ConfigProblems.show(ifNull), type.cql()),
          "Write one, for example %s."
              .formatted(
                  switch (type) {
                    case TIMESTAMP -> "1970-01-01T00:00:00Z";
                    case INET -> "0.0.0.0";
                    case BLOB -> "0x00";
                    default -> type.neutral();
                  }));
      ifNull = "";
    }
    return new Column(
        name,
        type,
        field,
        section.choice("on_bad_field", onBadField, BadField.NULL),
        ifNull,
        section.choice("unit", TimeUnit.AUTO),
        FeatureKeys.zone(section),
        indexed(section, type, onBadField));
  }

  private static ColumnType type(ConfigSection section) {
    String text = section.text("type", "");
    return ColumnType.named(text)
        .orElseGet(
            () -> {
              section.problem(
                  "type",
                  "%s is not known.".formatted(ConfigProblems.show(text)),
                  text.startsWith("map<")
                      ? "Write type: 'map<text,text>', in quotes, because of its comma."
                      : NearestName.remedy(
                          text, Arrays.stream(ColumnType.values()).map(ColumnType::cql).toList()));
              return ColumnType.TEXT;
            });
  }

  /** An index answers for records only where its column holds all that they say. */
  private static boolean indexed(ConfigSection section, ColumnType type, BadField onBadField) {
    boolean indexed = section.flag("indexed", false);
    if (indexed && !type.isComparedAsStored()) {
      section.problem(
          "indexed",
          "An index of type %s cannot answer questions about the field.".formatted(type.cql()),
          "Index columns of text, boolean and the types of numbers.");
      return false;
    }
    if (indexed && section.choice("on_bad_field", onBadField, BadField.NULL) == BadField.NULL) {
      section.problem(
          "indexed",
          "With on_bad_field: null the index would miss records whose value the column cannot hold.",
          "Use on_bad_field: reject for this column.");
      return false;
    }
    return indexed;
  }

  private static List<String> partitionKey(ConfigSection storage, List<Column> columns) {
    List<String> names = storage.texts("partition_key", List.of(RowLayout.KEY));
    if (names.isEmpty()) {
      storage.problem(
          "partition_key", "It names no column.", "Name one or more: partition_key: [key]");
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      checkKeyColumn(storage, "partition_key", name, columns, seen);
    }
    return names;
  }

  private static List<Clustering> clustering(
      ConfigSection storage, List<Column> columns, List<String> partitionKey, boolean uniqueKey) {
    boolean declared = storage.has("clustering");
    List<Clustering> clustering = new ArrayList<>();
    Set<String> seen = new HashSet<>(partitionKey);
    for (String text :
        storage.texts("clustering", List.of(RowLayout.PUBLISH_TIME, RowLayout.RECORD_ID))) {
      String[] words = text.strip().split("\\s+", -1);
      boolean descending = words.length == 2 && words[1].equals("desc");
      if (words.length > 2 || (words.length == 2 && !descending && !words[1].equals("asc"))) {
        storage.problem(
            "clustering",
            "%s is not a column with its direction.".formatted(ConfigProblems.show(text)),
            "Write the column's name, and desc behind it for the largest first.");
      } else if (declared || !partitionKey.contains(words[0])) {
        checkKeyColumn(storage, "clustering", words[0], columns, seen);
        clustering.add(new Clustering(words[0], descending));
      }
    }
    if (!uniqueKey && !seen.contains(RowLayout.RECORD_ID)) {
      // Two records with the same declared key would be one row, and one of them lost.
      clustering.add(new Clustering(RowLayout.RECORD_ID, false));
    }
    return clustering;
  }

  private static void checkKeyColumn(
      ConfigSection storage, String key, String name, List<Column> columns, Set<String> seen) {
    List<String> known = new ArrayList<>(KEYS_BUILT_IN);
    columns.forEach(column -> known.add(column.name()));
    if (!known.contains(name)) {
      storage.problem(
          key,
          "%s is no column that can be in a key.".formatted(ConfigProblems.show(name)),
          NearestName.remedy(name, known));
    } else if (!seen.add(name)) {
      storage.problem(
          key,
          "%s stands twice in the primary key.".formatted(ConfigProblems.show(name)),
          "Name each column once, in partition_key or in clustering.");
    }
  }

  private static void check(ConfigSection storage, RowLayout layout) {
    boolean nullable =
        layout.columns().stream().anyMatch(column -> layout.isKeyColumn(column.name()));
    if (layout.uniqueKey() && layout.isKeyColumn(RowLayout.RECORD_ID)) {
      storage.problem(
          "unique_key",
          "The primary key holds record_id, so it is unique in any case.",
          "Leave unique_key out, or record_id out of partition_key and clustering.");
    }
    if (layout.uniqueKey() && nullable && layout.nullKeys() == NullKeys.SPREAD) {
      storage.problem(
          "null_keys",
          "Records without a key would share one, and overwrite each other.",
          "Use null_keys: reject together with unique_key.");
    }
    for (int i = 0; i < layout.columns().size(); i++) {
      Column column = layout.columns().get(i);
      if (column.type().isCollection() && layout.isKeyColumn(column.name())) {
        storage.problem(
            "columns[%d].type".formatted(i),
            "A column of the primary key has one value, and no %s.".formatted(column.type().cql()),
            "Leave it out of partition_key and clustering.");
      }
      if (!column.ifNull().isEmpty() && !layout.isKeyColumn(column.name())) {
        storage.problem(
            "columns[%d].if_null".formatted(i),
            "Outside the primary key a missing value stays null.",
            "Leave if_null out, or name the column in partition_key or clustering.");
      }
    }
  }

  static void write(RowLayout layout, Map<String, Object> to) {
    to.put("payload_column", layout.payloadColumn());
    to.put("row_order", ConfigSection.lower(layout.rowOrder()));
    to.put("on_bad_field", ConfigSection.lower(BadField.REJECT));
    to.put("columns", layout.columns().stream().map(RowLayoutKeys::write).toList());
    if (!layout.isByPosition()) {
      to.put("partition_key", layout.partitionKey());
      to.put(
          "clustering",
          layout.clustering().stream()
              .map(column -> column.descending() ? column.column() + " desc" : column.column())
              .toList());
      to.put("unique_key", layout.uniqueKey());
      to.put("null_keys", ConfigSection.lower(layout.nullKeys()));
    }
    to.put("null_buckets", layout.nullBuckets());
    to.put("ttl", Durations.format(layout.ttl()));
    to.put(TableOptions.KEY, layout.tableOptions());
  }

  private static Map<String, Object> write(Column column) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", column.name());
    map.put("type", column.type().cql());
    map.put("field", column.field());
    map.put("on_bad_field", ConfigSection.lower(column.onBadField()));
    if (column.indexed()) {
      map.put("indexed", true);
    }
    if (!column.ifNull().isEmpty()) {
      map.put("if_null", column.ifNull());
    }
    if (column.type().isTime()) {
      map.put("unit", ConfigSection.lower(column.unit()));
      map.put("zone", FeatureKeys.zone(column.zone()));
    }
    return map;
  }
}
