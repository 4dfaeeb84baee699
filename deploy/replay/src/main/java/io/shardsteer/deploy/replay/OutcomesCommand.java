package io.shardsteer.deploy.replay;

import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.feature.QueryDimensions;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.deploy.replay.outcome.KeyOutcomes;
import io.shardsteer.deploy.replay.stream.BadRows;
import io.shardsteer.deploy.replay.stream.CsvRecords;
import io.shardsteer.deploy.replay.stream.CsvTable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code steer outcomes}: adds to a recorded stream what became of each record's key later. */
@Command(
    name = "outcomes",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Adds a column to a recorded stream: what happened to the record's key within some time after it.",
      "A replay can then order records by it, as a pipeline with outcomes would."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class OutcomesCommand implements Callable<Integer> {
  private static final Pattern EVENT = Pattern.compile("([a-z][a-z0-9_]*)=([^:]+):(.+)");
  private static final double MOST_SECONDS = 1e11;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "A CSV file with a header line (plain or .gz).")
  private Path data;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "COLUMN",
      description = "Whose later records count; where it is empty, the outcome is unknown.")
  private String key;

  @Option(
      names = "--time",
      required = true,
      paramLabel = "COLUMN",
      description = "When a record came: ISO-8601 or epoch.")
  private String time;

  @Option(
      names = "--within",
      required = true,
      paramLabel = "DURATION",
      description = "How long after a record an event counts, as ISO-8601: P30D, PT12H.")
  private Duration within;

  @Option(
      names = "--event",
      required = true,
      paramLabel = "NAME=COLUMN:REGEX",
      description =
          "A later record of the key is this event if its column matches; may be repeated.")
  private List<String> events;

  @Option(
      names = "--otherwise",
      defaultValue = "none",
      paramLabel = "NAME",
      description = "The outcome where no event followed. Default: ${DEFAULT-VALUE}.")
  private String otherwise;

  @Option(
      names = "--column",
      defaultValue = "outcome",
      paramLabel = "NAME",
      description = "The new column. Default: ${DEFAULT-VALUE}.")
  private String column;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE",
      description = "Where to write; compressed if it ends in .gz.")
  private Path to;

  private record Event(String name, String field, Pattern pattern) {}

  @Override
  public Integer call() throws IOException {
    try {
      List<Event> parsed = events.stream().map(OutcomesCommand::event).toList();
      KeyOutcomes outcomes = read(parsed);
      outcomes.follow();
      BadRows badRows = new BadRows();
      int rows = CsvTable.append(data, to, column, outcomes::of, badRows);
      spec.commandLine().getOut().printf("%,d rows with %s: %s%n", rows, column, to);
      if (badRows.count() > 0) {
        spec.commandLine().getOut().printf("%,d bad rows left out:%n", badRows.count());
        badRows.first().forEach(row -> spec.commandLine().getOut().println("  " + row));
      }
      return 0;
    } catch (IllegalArgumentException | NoSuchFileException e) {
      String message = e instanceof NoSuchFileException ? "There is no file " : "";
      throw new ParameterException(spec.commandLine(), message + e.getMessage(), e);
    }
  }

  private static Event event(String text) {
    var parts = EVENT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no event.%nWrite NAME=COLUMN:REGEX, as in cancels=invoice_no:^C."
              .formatted(text));
    }
    try {
      return new Event(parts.group(1), parts.group(2), Pattern.compile(parts.group(3)));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "The event '%s' has no regular expression: %s".formatted(text, e.getMessage()), e);
    }
  }

  private KeyOutcomes read(List<Event> parsed) throws IOException {
    Set<String> fields = new LinkedHashSet<>(List.of(key, time));
    parsed.forEach(event -> fields.add(event.field()));
    FieldPaths paths = FieldPaths.of(fields);
    QueryDimensions times =
        QueryDimensions.of(
            List.of(new QueryTemplate("by_time", 1, List.of(new QueryTemplate.Range(time, 0, 1)))),
            paths);
    List<String> names = new ArrayList<>();
    parsed.forEach(event -> names.add(event.name()));
    var outcomes = new KeyOutcomes(names, within.toMillis() / 1e3, otherwise);
    FieldValues values = new FieldValues(paths);
    double[] point = new double[1];
    boolean[] is = new boolean[parsed.size()];
    try (CsvRecords records = CsvRecords.open(data, paths, new BadRows())) {
      while (records.next(values)) {
        times.extract(values, point);
        for (int i = 0; i < is.length; i++) {
          String text = values.identifier(paths.slot(parsed.get(i).field()));
          is[i] = text != null && parsed.get(i).pattern().matcher(text).find();
        }
        outcomes.add(identifier(values, paths), seconds(point[0]), is);
      }
    }
    return outcomes;
  }

  private @Nullable String identifier(FieldValues values, FieldPaths paths) {
    return values.identifier(paths.slot(key));
  }

  private static double seconds(double time) {
    return time > MOST_SECONDS ? time / 1e3 : time;
  }
}
