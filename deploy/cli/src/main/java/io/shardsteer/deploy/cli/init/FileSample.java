package io.shardsteer.deploy.cli.init;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardsteer.deploy.cli.query.FileTrees;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.replay.stream.BadRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A sample of a file. */
final class FileSample {
  private FileSample() {}

  /**
   * Reads the whole file.
   *
   * @param most how many records are kept at most
   * @param trims whether spaces around the cells of CSV are left out
   * @throws CommandException if it cannot be read
   */
  static Sample of(Path file, int most, boolean trims) {
    BadRows badRows = new BadRows();
    Thinned<JsonNode> kept = new Thinned<>(most);
    try (FileTrees records = FileTrees.open(file, badRows, trims)) {
      for (JsonNode record = records.next(); record != null; record = records.next()) {
        kept.add(record);
      }
      List<String> remarks = new ArrayList<>(badRows.remarks());
      if (badRows.count() > 0) {
        remarks.add(
            "%,d rows are no records and are left out, the first: %s"
                .formatted(badRows.count(), badRows.first().get(0)));
      }
      String source = "%s (%s)".formatted(file.getFileName(), records.format().label());
      return new Sample(source, kept.kept(), kept.seen(), 0, "", remarks);
    } catch (IOException e) {
      throw new CommandException(
          "%s cannot be read: %s\nName a CSV, JSON lines or Avro file, plain or gzip-compressed."
              .formatted(file, e),
          e);
    }
  }
}
