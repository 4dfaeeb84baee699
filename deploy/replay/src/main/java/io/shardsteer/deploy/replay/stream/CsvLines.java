package io.shardsteer.deploy.replay.stream;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;

/**
 * Text handed over line by line, which remembers where the current row begins, so that reading can
 * go on behind the first line of a row that turned out to be none. LF, CR and both together end a
 * line. Not thread-safe.
 */
final class CsvLines extends Reader {
  private final Reader in;
  private final int maxRowChars;
  private char[] buffer = new char[1 << 16];
  private int limit;
  private boolean exhausted;

  /** Where the row, the newest line that was handed over, and what is not handed over begin. */
  private int rowStart;

  private int lineStart;
  private int at;

  private long rowLine;
  private long lines;
  private boolean behindLineEnd = true;
  private boolean behindReturn;
  private boolean ended;

  /**
   * @param in the text; closed with this reader
   * @param maxRowChars a row that is longer ends early
   */
  CsvLines(Reader in, int maxRowChars) {
    this.in = in;
    this.maxRowChars = maxRowChars;
  }

  /** A row begins at a line, of which the parser may have looked at the first characters. */
  void beginRow(long line) {
    rowStart = lines < line ? at : lineStart;
    rowLine = line;
  }

  /** Line number, from 1, on which the row begins. */
  long rowLine() {
    return rowLine;
  }

  /** Characters of the row that were handed over, without the line end. */
  int rowChars() {
    int end = at;
    while (end > rowStart && isLineEnd(buffer[end - 1])) {
      end--;
    }
    return end - rowStart;
  }

  /** Whether the row is longer than allowed; what was handed over of it is not all of it. */
  boolean isTooLong() {
    return at - rowStart > maxRowChars && rowChars() > maxRowChars;
  }

  /** Whether the text ended within the row. */
  boolean isEnded() {
    return ended;
  }

  /** Goes to the second line of the row, whatever was handed over of it. */
  void skipLine() throws IOException {
    at = rowStart;
    while (hasMore() && !isLineEnd(buffer[at])) {
      at++;
      if (at - rowStart > maxRowChars) {
        rowStart = at;
      }
    }
    if (hasMore()) {
      at++;
      // Another parser begins here, which would take the second half of a line end for a line.
      if (buffer[at - 1] == '\r' && hasMore() && buffer[at] == '\n') {
        at++;
      }
    }
    behindReturn = false;
    behindLineEnd = true;
    lines = rowLine;
    rowStart = at;
    lineStart = at;
    ended = false;
  }

  /** Hands over no more than the rest of a line. */
  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    if (isTooLong() || !hasMore()) {
      ended = true;
      return -1;
    }
    int from = at;
    if (behindReturn && buffer[at] == '\n') {
      // It belongs to the line before, and to no row that begins here.
      at++;
      rowStart = rowStart == from ? at : rowStart;
    } else {
      if (behindLineEnd) {
        lineStart = at;
        lines++;
      }
      int end = Math.min(limit, at + length);
      while (at < end && !isLineEnd(buffer[at])) {
        at++;
      }
      behindLineEnd = at < end;
      at += behindLineEnd ? 1 : 0;
    }
    behindReturn = buffer[at - 1] == '\r';
    System.arraycopy(buffer, from, into, offset, at - from);
    return at - from;
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  /** Whether there is a character that was not handed over. */
  private boolean hasMore() throws IOException {
    while (at == limit && !exhausted) {
      fill();
    }
    return at < limit;
  }

  /** Reads more of the text; the row moves to the buffer's beginning. */
  private void fill() throws IOException {
    if (rowStart > 0) {
      System.arraycopy(buffer, rowStart, buffer, 0, limit - rowStart);
      limit -= rowStart;
      at -= rowStart;
      lineStart -= rowStart;
      rowStart = 0;
    } else if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, limit, buffer.length - limit);
    exhausted = read < 0;
    limit += Math.max(read, 0);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
