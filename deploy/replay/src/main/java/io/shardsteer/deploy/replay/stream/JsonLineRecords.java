package io.shardsteer.deploy.replay.stream;

import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.formats.JsonRecordDecoder;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import java.io.IOException;

/**
 * JSON objects, one a line, read as routers read them. A line that is none is left out and told to
 * the {@link BadRows}.
 */
final class JsonLineRecords implements RecordSource {
  private final JsonLines lines;
  private final RecordDecoder decoder;
  private final BadRows badRows;
  private int bytes;

  JsonLineRecords(JsonLines lines, InputConfig input, FieldPaths paths, BadRows badRows) {
    this.lines = lines;
    this.badRows = badRows;
    decoder = new JsonRecordDecoder(paths, input.textNumbers());
  }

  @Override
  public boolean next(FieldValues into) throws IOException {
    for (byte[] line = lines.next(); line != null; line = lines.next()) {
      Rejection rejection = decoder.decode(line, into);
      if (rejection == null) {
        bytes = line.length;
        return true;
      }
      badRows.add(lines.line(), rejection.message());
    }
    return false;
  }

  @Override
  public int bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
