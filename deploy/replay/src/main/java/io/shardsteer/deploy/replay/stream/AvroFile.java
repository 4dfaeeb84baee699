package io.shardsteer.deploy.replay.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * The records of an Avro container file. Behind a block that is damaged nothing is read any more,
 * which the {@link BadRows} are told; a file that was cut off ends with its last whole block. Not
 * thread-safe.
 */
public final class AvroFile implements Payloads {
  private static final Set<String> CODECS =
      Set.of(DataFileConstants.NULL_CODEC, DataFileConstants.DEFLATE_CODEC);

  private final DataFileStream<Object> records;
  private final GenericDatumWriter<Object> writer;
  private final BadRows badRows;
  private final ByteArrayOutputStream payload = new ByteArrayOutputStream(512);
  private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(payload, null);
  private long read;

  private AvroFile(DataFileStream<Object> records, BadRows badRows) {
    this.records = records;
    writer = new GenericDatumWriter<>(records.getSchema());
    this.badRows = badRows;
  }

  /**
   * @param path plain or gzip-compressed
   * @param badRows is told what is left out
   * @throws IllegalArgumentException if it is compressed in a way that is not read
   */
  public static AvroFile open(Path path, BadRows badRows) throws IOException {
    InputStream in = RecordFile.open(path);
    try {
      DataFileStream<Object> records = new DataFileStream<>(in, new GenericDatumReader<>());
      String codec = records.getMetaString(DataFileConstants.CODEC);
      if (codec != null && !CODECS.contains(codec)) {
        throw unread(path, codec);
      }
      return new AvroFile(records, badRows);
    } catch (AvroRuntimeException e) {
      in.close();
      throw unread(path, String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static IllegalArgumentException unread(Path path, String codec) {
    return new IllegalArgumentException(
        "%s cannot be read: %s.%nWrite it anew: avro-tools recodec --codec deflate"
            .formatted(path, codec));
  }

  /** The schema that its records were written with. */
  public Schema schema() {
    return records.getSchema();
  }

  @Override
  public byte @Nullable [] next() {
    try {
      if (!records.hasNext()) {
        return null;
      }
      payload.reset();
      writer.write(records.next(), encoder);
      encoder.flush();
      read++;
      return payload.toByteArray();
    } catch (IOException | RuntimeException e) {
      badRows.addRecord(
          read + 1, "is damaged, and nothing is read from there on: " + e.getMessage());
      return null;
    }
  }

  @Override
  public void leaveOut(String problem) {
    badRows.addRecord(read, problem);
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
