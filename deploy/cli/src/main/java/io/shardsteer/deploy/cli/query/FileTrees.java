package io.shardsteer.deploy.cli.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.deploy.replay.stream.AvroFile;
import io.shardsteer.deploy.replay.stream.BadRows;
import io.shardsteer.deploy.replay.stream.CellNumber;
import io.shardsteer.deploy.replay.stream.CsvRows;
import io.shardsteer.deploy.replay.stream.JsonLines;
import io.shardsteer.deploy.replay.stream.RecordFile;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The records of a file as JSON objects, whatever the file's format. A row of CSV has a member for
 * each filled cell: a number where the cell has the form of a JSON number, {@code true} and {@code
 * false} as booleans, all else as text. Not thread-safe.
 */
public final class FileTrees implements Closeable {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final RecordFile.Format format;
  private final Optional<List<String>> columns;
  private final Records records;
  private final Closeable file;

  /** Hands over the next record; null at the end. */
  private interface Records {
    @Nullable JsonNode next() throws IOException;
  }

  private FileTrees(
      RecordFile.Format format, Optional<List<String>> columns, Records records, Closeable file) {
    this.format = format;
    this.columns = columns;
    this.records = records;
    this.file = file;
  }

  /**
   * @param file plain or gzip-compressed
   * @param badRows is told what is left out
   * @param trims whether spaces around the cells of CSV are left out
   * @throws IllegalArgumentException if the file cannot be read as what it is
   */
  public static FileTrees open(Path file, BadRows badRows, boolean trims) throws IOException {
    RecordFile.Format format = RecordFile.of(file).format();
    return switch (format) {
      case CSV -> {
        CsvRows rows = CsvRows.open(file, badRows, trims);
        yield new FileTrees(format, Optional.of(rows.columns()), () -> row(rows), rows);
      }
      case JSON_LINES -> {
        JsonLines lines = JsonLines.open(file, badRows);
        yield new FileTrees(format, Optional.empty(), () -> line(lines), lines);
      }
      case AVRO -> {
        AvroFile avro = AvroFile.open(file, badRows);
        yield new FileTrees(format, Optional.empty(), () -> record(avro), avro);
      }
    };
  }

  public RecordFile.Format format() {
    return format;
  }

  /** The columns of CSV, in the order of the file; empty for formats without. */
  public Optional<List<String>> columns() {
    return columns;
  }

  /** The next record, a JSON object; null at the end. */
  public @Nullable JsonNode next() throws IOException {
    return records.next();
  }

  private static @Nullable JsonNode row(CsvRows rows) throws IOException {
    if (!rows.next()) {
      return null;
    }
    ObjectNode record = JSON.createObjectNode();
    for (int i = 0; i < rows.columns().size(); i++) {
      String cell = rows.cell(i);
      String name = rows.columns().get(i);
      if (cell == null) {
        continue;
      }
      if (CellNumber.looksLikeNumber(cell)) {
        record.put(name, new BigDecimal(cell));
      } else if (cell.equals("true") || cell.equals("false")) {
        record.put(name, cell.equals("true"));
      } else {
        record.put(name, cell);
      }
    }
    return record;
  }

  private static @Nullable JsonNode line(JsonLines lines) throws IOException {
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      try {
        JsonNode record = JSON.readTree(line);
        if (record.isObject()) {
          return record;
        }
        lines.leaveOut("is no JSON object");
      } catch (JsonProcessingException e) {
        lines.leaveOut("is no JSON: " + e.getOriginalMessage());
      } catch (NumberFormatException absurdExponent) {
        lines.leaveOut("has a number whose exponent is beyond that of any number");
      }
    }
    return null;
  }

  private static @Nullable JsonNode record(AvroFile avro) throws IOException {
    byte[] payload = avro.next();
    return payload == null ? null : AvroTrees.of(avro.schema(), payload);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
