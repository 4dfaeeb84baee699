package io.shardsteer.deploy.replay;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.deploy.replay.stream.BadRows;
import io.shardsteer.deploy.replay.stream.RecordFile;
import io.shardsteer.deploy.replay.stream.RecordSource;
import io.shardsteer.deploy.replay.stream.Recording;
import io.shardsteer.deploy.replay.synthetic.SyntheticRecords;
import io.shardsteer.deploy.replay.synthetic.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where a replay's records come from. */
public sealed interface DataSource {
  /** Records of a synthetic stream unless told otherwise. */
  long SYNTHETIC_RECORDS = 1_000_000;

  /** How data that is made up is named: {@code synthetic:hot-spots} or with a number behind. */
  String SYNTHETIC = "synthetic:";

  /** As the operator named it. */
  String name();

  /** How far the stream is where everything is known to change at once. */
  List<Double> jumps();

  /**
   * Reads it all.
   *
   * @param most records after which reading ends
   * @param badRows is told what was left out
   */
  Recording read(PipelineConfig config, FieldPaths paths, long most, long seed, BadRows badRows)
      throws IOException;

  /**
   * @param text a file name, or {@code synthetic:NAME[:RECORDS]}
   * @throws IllegalArgumentException if there is no such file or workload
   */
  static DataSource parse(String text) {
    return parse(text, false);
  }

  /**
   * @param trims whether spaces around the cells of CSV are left out
   * @throws IllegalArgumentException as {@link #parse(String)}
   */
  static DataSource parse(String text, boolean trims) {
    if (!text.startsWith(SYNTHETIC)) {
      Path file = Path.of(text);
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw new IllegalArgumentException(
            "There is no readable file '%s'.%nGive --data a file of CSV, JSON lines or Avro (plain or .gz) or synthetic:NAME."
                .formatted(text));
      }
      return recorded(file, trims);
    }
    String[] parts = text.substring(SYNTHETIC.length()).split(":", 2);
    return new Synthetic(
        Workload.ofLabel(parts[0]), parts.length == 1 ? SYNTHETIC_RECORDS : count(parts[1], text));
  }

  private static DataSource recorded(Path file, boolean trims) {
    try {
      return new Recorded(RecordFile.of(file, trims));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static long count(String digits, String text) {
    try {
      long count = Long.parseLong(digits.replace("_", ""));
      if (count > 0 && count <= Integer.MAX_VALUE) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Told below like a number out of range.
    }
    throw new IllegalArgumentException(
        "'%s' in '%s' is no number of records.%nWrite for example synthetic:hot-spots:1000000."
            .formatted(digits, text));
  }

  /** A file, plain or gzip-compressed. */
  record Recorded(RecordFile file) implements DataSource {
    @Override
    public String name() {
      return String.valueOf(file.path().getFileName());
    }

    @Override
    public List<Double> jumps() {
      return List.of();
    }

    @Override
    public Recording read(
        PipelineConfig config, FieldPaths paths, long most, long seed, BadRows badRows)
        throws IOException {
      try (RecordSource records = file.records(config.input(), paths, badRows)) {
        return Recording.of(
            records, paths, config.input().keyField(), config.input().recordIdField(), most);
      }
    }
  }

  /** A synthetic stream. */
  record Synthetic(Workload workload, long records) implements DataSource {
    @Override
    public String name() {
      return SYNTHETIC + workload.label();
    }

    @Override
    public List<Double> jumps() {
      return workload.jumps();
    }

    @Override
    public Recording read(
        PipelineConfig config, FieldPaths paths, long most, long seed, BadRows badRows)
        throws IOException {
      try (var source = new SyntheticRecords(workload, Math.min(records, most), paths, seed)) {
        return Recording.of(
            source, paths, config.input().keyField(), config.input().recordIdField(), most);
      }
    }
  }
}
