package io.shardsteer.deploy.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardsteer.common.config.FieldPath;
import io.shardsteer.common.config.InputConfig;
import io.shardsteer.deploy.cli.query.FileTrees;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.replay.stream.BadRows;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a file as the JSON messages that a publisher would send. What is no record is left
 * out and counted. Not thread-safe.
 */
final class RecordedStream implements Closeable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final FileTrees records;
  private final BadRows badRows;
  private final Path file;
  private final List<String> key;
  private final List<String> time;

  /**
   * One message.
   *
   * @param key message key; null where the record has none
   * @param eventTimeMillis the record's own time, epoch milliseconds; 0 where it has none
   * @param payload JSON
   */
  @SuppressWarnings("ArrayRecordComponent") // messages are sent, never compared
  record Message(@Nullable String key, long eventTimeMillis, byte[] payload) {}

  private RecordedStream(FileTrees records, BadRows badRows, Path file, InputConfig input) {
    this.records = records;
    this.badRows = badRows;
    this.file = file;
    key = field("key_field", input.keyField());
    time = field("time_field", input.timeField());
  }

  /**
   * @param file CSV with a header line, JSON lines or Avro, plain or gzip-compressed
   * @param input names the fields of key and time
   * @param trims whether spaces around the cells of CSV are left out
   * @throws CommandException if it cannot be read or lacks such a column
   */
  static RecordedStream open(Path file, InputConfig input, boolean trims) {
    try {
      BadRows badRows = new BadRows();
      FileTrees records = FileTrees.open(file, badRows, trims);
      try {
        return new RecordedStream(records, badRows, file, input);
      } catch (RuntimeException e) {
        records.close();
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private List<String> field(String setting, String path) {
    if (path.isEmpty()) {
      return List.of();
    }
    records
        .columns()
        .filter(columns -> columns.stream().map(FieldPath::step).noneMatch(path::equals))
        .ifPresent(
            columns -> {
              throw new CommandException(
                  "%s has no column '%s', which the pipeline file names as %s; its columns are %s.\nName an existing column there, or another file with --data."
                      .formatted(file, path, setting, String.join(", ", columns)));
            });
    return FieldPath.steps(path);
  }

  /** The next message; null at the end. */
  @Nullable Message next() {
    try {
      JsonNode record = records.next();
      return record == null
          ? null
          : new Message(
              text(record, key), epochMillis(text(record, time)), JSON.writeValueAsBytes(record));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Records left out so far. */
  long badRows() {
    return badRows.count();
  }

  private static @Nullable String text(JsonNode record, List<String> path) {
    JsonNode at = record;
    for (String step : path) {
      at = at.path(step);
    }
    return at.isValueNode() && !at.isNull() ? at.asText() : null;
  }

  /** Event times are a courtesy to readers: what is no instant is left out. */
  private static long epochMillis(@Nullable String time) {
    try {
      return time == null ? 0 : Instant.parse(time).toEpochMilli();
    } catch (DateTimeParseException noInstant) {
      return 0;
    }
  }

  private static CommandException unreadable(Path file, IOException e) {
    return new CommandException(
        "%s cannot be read: %s\nName a CSV, JSON lines or Avro file, plain or gzip-compressed, with --data."
            .formatted(file, e),
        e);
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
