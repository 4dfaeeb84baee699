package io.shardsteer.deploy.cli.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.shardsteer.common.config.FieldPath;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.record.Decimals;
import io.shardsteer.deploy.reader.FoundRow;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
  private final CsvWriter csv;
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
    // What is printed is in the writer below at once: rows are read as they come.
    csv = CsvWriter.builder().bufferSize(0).build(out);
  }

  /** Prints what stands above the rows. */
  public void begin() {
    List<String> header = new ArrayList<>(ROW_COLUMNS);
    header.addAll(fields);
    switch (format) {
      case TABLE -> table.add(header);
      case CSV -> csv.writeRecord(header);
      case JSON -> {}
    }
  }

  /** Prints a row. */
  public void print(FoundRow row) {
    switch (format) {
      case TABLE -> table.add(cells(row).stream().map(RowPrinter::shortened).toList());
      case CSV -> csv.writeRecord(cells(row));
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
      return text(node);
    }
    for (int i = 0; i < columns.size(); i++) {
      RowLayout.Column column = columns.get(i);
      if (column.field().equals(field) || column.name().equals(field)) {
        Object value = row.columns().get(i);
        return text(value);
      }
    }
    return "";
  }

  private static JsonNode at(JsonNode record, String path) {
    JsonNode node = record;
    for (String step : FieldPath.steps(path)) {
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
      object.putPOJO(columns.get(i).name(), tree(row.columns().get(i)));
    }
    JsonNode record = records.of(row.row()).orElse(null);
    byte[] payload = row.payload();
    if (record != null) {
      object.set("record", plain(record));
    } else if (payload != null) {
      object.put("payload_base64", Base64.getEncoder().encodeToString(payload));
    }
    return json(object);
  }

  private String json(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A row can be written as JSON.", e);
    }
  }

  /** A value in a cell: numbers in all their digits, lists and objects as JSON. */
  private static String text(JsonNode node) {
    return node.isNumber()
        ? number(node)
        : node.isValueNode() ? node.asText() : plain(node).toString();
  }

  private static String number(JsonNode node) {
    return node.isFloat()
        ? Decimals.of(node.floatValue())
        : node.isDouble()
            ? Decimals.of(node.doubleValue())
            : node.isBigDecimal() ? Decimals.of(node.decimalValue()) : node.asText();
  }

  /** The tree with every number in all its digits. */
  private static JsonNode plain(JsonNode node) {
    if (node.isFloatingPointNumber()) {
      return node.isBigDecimal() || Double.isFinite(node.doubleValue())
          ? new POJONode(new RawValue(number(node)))
          : node;
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode(node.size());
      node.forEach(element -> array.add(plain(element)));
      return array;
    }
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties().forEach(field -> object.set(field.getKey(), plain(field.getValue())));
      return object;
    }
    return node;
  }

  private String text(@Nullable Object value) {
    return value == null
        ? ""
        : value instanceof Collection<?> || value instanceof Map<?, ?>
            ? json(value)
            : String.valueOf(scalar(value));
  }

  /** A column's value as it stands in JSON: bytes in base64, what JSON has no word for as text. */
  private static @Nullable Object tree(@Nullable Object value) {
    boolean isCollection = value instanceof Collection<?> || value instanceof Map<?, ?>;
    boolean isReal =
        value instanceof Double || value instanceof Float || value instanceof BigDecimal;
    return value == null || isCollection
        ? value
        : isReal ? new RawValue(scalar(value).toString()) : scalar(value);
  }

  private static Object scalar(Object value) {
    if (value instanceof Double number) {
      return Decimals.of(number);
    }
    if (value instanceof Float number) {
      return Decimals.of(number);
    }
    if (value instanceof BigDecimal number) {
      return Decimals.of(number);
    }
    if (value instanceof ByteBuffer bytes) {
      return Base64.getEncoder().encodeToString(array(bytes));
    }
    if (value instanceof InetAddress address) {
      return address.getHostAddress();
    }
    return value instanceof Number || value instanceof Boolean ? value : value.toString();
  }

  private static byte[] array(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static String shortened(String cell) {
    String line = cell.replaceAll("\\p{Cntrl}", " ");
    return line.length() > WIDEST ? line.substring(0, WIDEST - 1) + "…" : line;
  }
}
