package io.shardsteer.deploy.cli.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.deploy.reader.FoundRow;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints rows as they come; a table is printed at the end, when its widths are known. */
public final class RowPrinter {
  private static final List<String> ROW_COLUMNS =
      List.of("shard", "publish_time", "key", "record_id");

  private static final int WIDEST = 40;

  private final RowFormat format;
  private final List<String> fields;
  private final List<RowLayout.Column> columns;
  private final RecordTrees records;
  private final PrintWriter out;
  private final JsonMapper json = JsonMapper.builder().build();
  private final List<List<String>> table = new ArrayList<>();

  /**
   * @param fields paths of the record's fields that a table and CSV show
   * @param columns the declared columns, for rows whose payload does not say
   * @param records reads payloads
   */
  public RowPrinter(
      RowFormat format,
      List<String> fields,
      List<RowLayout.Column> columns,
      RecordTrees records,
      PrintWriter out) {
    this.format = format;
    this.fields = List.copyOf(fields);
    this.columns = List.copyOf(columns);
    this.records = records;
    this.out = out;
  }

  /** Prints what stands above the rows. */
  public void begin() {
    List<String> header = new ArrayList<>(ROW_COLUMNS);
    header.addAll(fields);
    switch (format) {
      case TABLE -> table.add(header);
      case CSV -> out.print(csv(header));
      case JSON -> {}
    }
  }

  /** Prints a row. */
  public void print(FoundRow row) {
    switch (format) {
      case TABLE -> table.add(cells(row).stream().map(RowPrinter::shortened).toList());
      case CSV -> out.print(csv(cells(row)));
      case JSON -> out.println(object(row));
    }
  }

  /** Prints what is not printed yet. */
  public void end() {
    int[] widths = new int[ROW_COLUMNS.size() + fields.size()];
    for (List<String> row : table) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : table) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
    out.flush();
  }

  private List<String> cells(FoundRow row) {
    List<String> cells =
        new ArrayList<>(
            List.of(
                Integer.toString(row.shard()),
                row.publishTime().toString(),
                row.key(),
                row.recordId()));
    JsonNode record = records.of(row.row()).orElse(null);
    for (String field : fields) {
      cells.add(cell(row, record, field));
    }
    return cells;
  }

  private String cell(FoundRow row, @Nullable JsonNode record, String field) {
    JsonNode node = record == null ? null : at(record, field);
    if (node != null && !node.isMissingNode()) {
      return node.isValueNode() ? node.asText() : node.toString();
    }
    for (int i = 0; i < columns.size(); i++) {
      RowLayout.Column column = columns.get(i);
      if (column.field().equals(field) || column.name().equals(field)) {
        Object value = row.columns().get(i);
        return value == null ? "" : value.toString();
      }
    }
    return "";
  }

  private static JsonNode at(JsonNode record, String path) {
    JsonNode node = record;
    for (String step : path.split("\\.", -1)) {
      node =
          node.isArray() && step.matches("\\d{1,9}")
              ? node.path(Integer.parseInt(step))
              : node.path(step);
    }
    return node;
  }

  private String object(FoundRow row) {
    ObjectNode object = json.createObjectNode();
    object
        .put("shard", row.shard())
        .put("publish_time", row.publishTime().toString())
        .put("key", row.key())
        .put("record_id", row.recordId())
        .put("revision", row.revision());
    for (int i = 0; i < columns.size(); i++) {
      object.putPOJO(columns.get(i).name(), text(row.columns().get(i)));
    }
    JsonNode record = records.of(row.row()).orElse(null);
    byte[] payload = row.payload();
    if (record != null) {
      object.set("record", record);
    } else if (payload != null) {
      object.put("payload_base64", Base64.getEncoder().encodeToString(payload));
    }
    try {
      return json.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A row can be written as JSON.", e);
    }
  }

  private static @Nullable Object text(@Nullable Object value) {
    return value == null || value instanceof Number || value instanceof Boolean
        ? value
        : value.toString();
  }

  private static String csv(List<String> cells) {
    return cells.stream()
        .map(
            cell ->
                Arrays.stream(new String[] {",", "\"", "\n", "\r"}).anyMatch(cell::contains)
                    ? '"' + cell.replace("\"", "\"\"") + '"'
                    : cell)
        .collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String shortened(String cell) {
    String line = cell.replaceAll("\\p{Cntrl}", " ");
    return line.length() > WIDEST ? line.substring(0, WIDEST - 1) + "…" : line;
  }
}
