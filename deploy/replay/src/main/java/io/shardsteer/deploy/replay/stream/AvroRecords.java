package io.shardsteer.deploy.replay.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.formats.RecordDecoders;
import io.shardsteer.common.formats.TopicSchema;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import java.io.IOException;
import java.util.Map;

/** Avro records, each read from the bytes that would be its message, as routers read them. */
final class AvroRecords implements RecordSource {
  private final AvroFile file;
  private final RecordDecoder decoder;
  private final BadRows badRows;
  private int bytes;

  AvroRecords(AvroFile file, InputConfig input, FieldPaths paths, BadRows badRows) {
    this.file = file;
    this.badRows = badRows;
    decoder =
        new RecordDecoders(input, paths)
            .of(new TopicSchema("AVRO", file.schema().toString().getBytes(UTF_8), Map.of()));
  }

  @Override
  public boolean next(FieldValues into) throws IOException {
    for (byte[] payload = file.next(); payload != null; payload = file.next()) {
      Rejection rejection = decoder.decode(payload, into);
      if (rejection == null) {
        bytes = payload.length;
        return true;
      }
      badRows.addRecord(file.number(), rejection.message());
    }
    return false;
  }

  @Override
  public int bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
