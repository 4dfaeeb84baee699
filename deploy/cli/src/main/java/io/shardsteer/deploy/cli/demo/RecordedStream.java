package io.shardsteer.deploy.cli.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.shardsteer.common.config.InputConfig;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.replay.stream.CellNumber;
import io.shardsteer.deploy.replay.stream.CsvReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file as the JSON messages that a publisher would send: one object a row, a member a filled
 * cell. A cell in the form of a JSON number is a number, {@code true} and {@code false} are
 * booleans, all else is text. Rows that are none are left out and counted. Not thread-safe.
 */
final class RecordedStream implements Closeable {
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final JsonFactory JSON = new JsonFactory();

  private final CsvReader rows;
  private final Path file;
  private final List<String> columns;
  private final int keyColumn;
  private final int timeColumn;
  private long badRows;

  /**
   * One message.
   *
   * @param key message key; null where the row has none
   * @param eventTimeMillis the record's own time, epoch milliseconds; 0 where it has none
   * @param payload JSON
   */
  @SuppressWarnings("ArrayRecordComponent") // messages are sent, never compared
  record Message(@Nullable String key, long eventTimeMillis, byte[] payload) {}

  private RecordedStream(CsvReader rows, Path file, InputConfig input) throws IOException {
    this.rows = rows;
    this.file = file;
    if (rows.next() != CsvReader.Step.ROW) {
      throw new CommandException(
          "%s has no first row that names its columns.\nA stream needs CSV with a header line."
              .formatted(file));
    }
    columns = new ArrayList<>();
    for (int i = 0; i < rows.cells(); i++) {
      String name = rows.cell(i);
      columns.add(name == null ? "" : name);
    }
    keyColumn = column("key_field", input.keyField());
    timeColumn = column("time_field", input.timeField());
  }

  /**
   * @param file plain or gzip-compressed CSV in UTF-8 with a header line
   * @param input names the columns of key and time
   * @throws CommandException if it cannot be read or lacks such a column
   */
  static RecordedStream open(Path file, InputConfig input) {
    try {
      InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      try {
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        InputStream plain = magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
        return new RecordedStream(
            new CsvReader(new InputStreamReader(plain, StandardCharsets.UTF_8)), file, input);
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private int column(String key, String name) {
    int column = columns.indexOf(name);
    if (!name.isEmpty() && column < 0) {
      throw new CommandException(
          "%s has no column '%s', which the pipeline file names as %s; its columns are %s.\nName an existing column there, or another file with --data."
              .formatted(file, name, key, String.join(", ", columns)));
    }
    return column;
  }

  /** The next message; null at the end. */
  @Nullable Message next() {
    try {
      while (true) {
        switch (rows.next()) {
          case END -> {
            return null;
          }
          case BAD_ROW -> badRows++;
          case ROW -> {
            if (rows.cells() == columns.size()) {
              return message();
            }
            badRows++;
          }
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Rows left out so far. */
  long badRows() {
    return badRows;
  }

  private Message message() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      for (int i = 0; i < columns.size(); i++) {
        String cell = rows.cell(i);
        if (cell != null) {
          json.writeFieldName(columns.get(i));
          write(cell, json);
        }
      }
      json.writeEndObject();
    }
    String key = keyColumn < 0 ? null : rows.cell(keyColumn);
    String time = timeColumn < 0 ? null : rows.cell(timeColumn);
    return new Message(key, time == null ? 0 : epochMillis(time), bytes.toByteArray());
  }

  private static void write(String cell, JsonGenerator json) throws IOException {
    if (CellNumber.looksLikeNumber(cell)) {
      json.writeNumber(cell);
    } else if (cell.equals("true") || cell.equals("false")) {
      json.writeBoolean(cell.equals("true"));
    } else {
      json.writeString(cell);
    }
  }

  /** Event times are a courtesy to readers: what is no instant is left out. */
  private static long epochMillis(String time) {
    try {
      return Instant.parse(time).toEpochMilli();
    } catch (DateTimeParseException noInstant) {
      return 0;
    }
  }

  private static CommandException unreadable(Path file, IOException e) {
    return new CommandException(
        "%s cannot be read: %s\nName a CSV file, plain or gzip-compressed, with --data."
            .formatted(file, e),
        e);
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
