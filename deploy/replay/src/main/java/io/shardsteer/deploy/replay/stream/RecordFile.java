package io.shardsteer.deploy.replay.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.formats.RecordDecoders;
import io.shardsteer.common.formats.TopicSchema;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.RecordDecoder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A recorded stream in a file, plain or gzip-compressed.
 *
 * @param path the file
 * @param format told by its first bytes
 * @param trims whether spaces around the cells of CSV are left out
 */
public record RecordFile(Path path, Format format, boolean trims) {
  private static final int BUFFER = 1 << 16;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final byte[] AVRO_MAGIC = {'O', 'b', 'j', 1};

  /** How records lie in a file. */
  public enum Format {
    /** A header line and a line for each record. */
    CSV,
    /** A JSON object a line. */
    JSON_LINES,
    /** An Avro container, which brings its schema. */
    AVRO;

    /** As people call it. */
    public String label() {
      return switch (this) {
        case CSV -> "CSV";
        case JSON_LINES -> "JSON lines";
        case AVRO -> "Avro";
      };
    }
  }

  /**
   * Looks at the beginning of a file.
   *
   * @throws IllegalArgumentException if it is JSON, but no object a line
   */
  public static RecordFile of(Path path) throws IOException {
    return of(path, false);
  }

  /**
   * @param trims whether spaces around the cells of CSV are left out
   */
  public static RecordFile of(Path path, boolean trims) throws IOException {
    try (InputStream in = open(path)) {
      byte[] first = in.readNBytes(BUFFER);
      if (Arrays.equals(Arrays.copyOf(first, AVRO_MAGIC.length), AVRO_MAGIC)) {
        return new RecordFile(path, Format.AVRO, false);
      }
      return new RecordFile(path, isJson(path, first) ? Format.JSON_LINES : Format.CSV, trims);
    }
  }

  /** CSV may begin with a brace too, so that a name decides where there is one that says it. */
  private static boolean isJson(Path path, byte[] first) {
    int at = first.length >= 3 && first[0] == (byte) 0xef ? 3 : 0; // a byte order mark
    while (at < first.length && Character.isWhitespace(first[at])) {
      at++;
    }
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    boolean named = name.matches(".*\\.(json|jsonl|ndjson|jsonlines)(\\.gz)?");
    if (at < first.length && first[at] == '[' && named) {
      throw new IllegalArgumentException(
          "%s is one JSON array.%nWrite a record a line: jq -c '.[]' %s > records.jsonl"
              .formatted(path, path.getFileName()));
    }
    return named || (at < first.length && first[at] == '{');
  }

  /** The file's bytes, decompressed. */
  public static InputStream open(Path path) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER);
    try {
      in.mark(2);
      int magic = in.read() << 8 | in.read();
      in.reset();
      return magic == GZIP_MAGIC
          ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER)
          : in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Reads the fields of its records.
   *
   * @param input how JSON and Avro records are read, as on the topic
   * @param badRows is told what is left out
   * @throws IllegalArgumentException if the file cannot be read as what it is
   */
  public RecordSource records(InputConfig input, FieldPaths paths, BadRows badRows)
      throws IOException {
    return switch (format) {
      case CSV -> CsvRecords.open(path, paths, badRows, trims);
      case JSON_LINES ->
          new DecodedRecords(
              JsonLines.open(path, badRows), decoder(input, paths, "JSON", new byte[0]));
      case AVRO -> {
        AvroFile file = AvroFile.open(path, badRows);
        byte[] schema = file.schema().toString().getBytes(UTF_8);
        yield new DecodedRecords(file, decoder(input, paths, "AVRO", schema));
      }
    };
  }

  private static RecordDecoder decoder(
      InputConfig input, FieldPaths paths, String type, byte[] definition) {
    return RecordDecoders.ofFiles(input, paths).of(new TopicSchema(type, definition, Map.of()));
  }
}
