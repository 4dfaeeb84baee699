package io.shardsteer.deploy.replay.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file of JSON records, as they would stand in messages. Blank lines are skipped;
 * lines of more than {@value #MOST_BYTES} bytes are left out. Not thread-safe.
 */
public final class JsonLines implements Payloads {
  private static final int MOST_BYTES = 1 << 24;

  private final InputStream in;
  private final BadRows badRows;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private long line;

  private JsonLines(InputStream in, BadRows badRows) {
    this.in = in;
    this.badRows = badRows;
  }

  /**
   * @param file plain or gzip-compressed
   * @param badRows is told what is left out
   */
  public static JsonLines open(Path file, BadRows badRows) throws IOException {
    InputStream in = RecordFile.open(file);
    in.mark(3);
    boolean marked = in.read() == 0xef && in.read() == 0xbb && in.read() == 0xbf;
    if (!marked) {
      in.reset();
    }
    return new JsonLines(in, badRows);
  }

  /** The next line that holds something, without its end; null at the end of the file. */
  @Override
  public byte @Nullable [] next() throws IOException {
    boolean more = true;
    while (more) {
      more = readLine();
      if (bytes.size() > MOST_BYTES) {
        leaveOut("has more than %,d bytes".formatted(MOST_BYTES));
        continue;
      }
      byte[] payload = bytes.toByteArray();
      if (!isBlank(payload)) {
        return payload;
      }
    }
    return null;
  }

  /** Fills {@link #bytes}, up to one beyond the most; false at the end of the file. */
  private boolean readLine() throws IOException {
    line++;
    bytes.reset();
    int c = in.read();
    while (c >= 0 && c != '\n') {
      if (bytes.size() <= MOST_BYTES) {
        bytes.write(c);
      }
      c = in.read();
    }
    return c >= 0;
  }

  private static boolean isBlank(byte[] payload) {
    for (byte b : payload) {
      if (!Character.isWhitespace(b)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void leaveOut(String problem) {
    badRows.add(line, problem);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
