package io.shardsteer.deploy.replay.stream;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A streaming reader of separated values (RFC 4180): quoted cells may hold separators, line ends
 * and doubled quotes; a quote inside an unquoted cell is an ordinary character. Not thread-safe.
 *
 * <p>A row that cannot be read is a value, {@link Step#BAD_ROW}, not an exception. Reading goes on
 * with the next line, so a stray quote costs one line and never the rest of the file.
 */
public final class CsvReader implements Closeable {
  /** What {@link #next()} met. */
  public enum Step {
    /** A row; its cells can be read. */
    ROW,
    /** A line that is no row; {@link #problem()} says why. */
    BAD_ROW,
    /** The end of the input. */
    END
  }

  /** Longest row, in characters. */
  static final int MAX_ROW_CHARS = 1 << 20;

  /** Most cells of a row. */
  static final int MAX_CELLS = 4096;

  private static final int END = -1;

  private final Reader in;
  private final char separator;
  private boolean trims;
  private char[] buffer = new char[1 << 16];
  private int rowStart;
  private int limit;
  private boolean exhausted;

  private int[] starts = new int[32];
  private int[] ends = new int[32];
  private boolean[] escaped = new boolean[32];
  private int cells;
  private int rowChars;
  private long line;
  private long nextLine = 1;
  private String problem = "";

  /**
   * Reads cells that commas separate.
   *
   * @param in the text; closed with the reader
   */
  public CsvReader(Reader in) {
    this(in, ',');
  }

  /**
   * @param in the text; closed with the reader
   * @param separator what stands between two cells
   */
  public CsvReader(Reader in, char separator) {
    this.in = in;
    this.separator = separator;
  }

  /** From here on spaces and tabs around cells are no part of them, other than RFC 4180 has it. */
  CsvReader trimming() {
    trims = true;
    return this;
  }

  /** Reads the next row. Blank lines are skipped. */
  public Step next() throws IOException {
    while (true) {
      line = nextLine;
      int first = charAt(0);
      if (first == END) {
        return Step.END;
      }
      if (first != '\n' && first != '\r') {
        return readRow();
      }
      advance(lineEnd(0));
    }
  }

  /** Line number, from 1, on which the row begins. */
  public long line() {
    return line;
  }

  /** Length of the row in characters, without its line end. */
  public int rowChars() {
    return rowChars;
  }

  /** Number of cells in the row. */
  public int cells() {
    return cells;
  }

  /** Why the last step was a {@link Step#BAD_ROW}. */
  public String problem() {
    return problem;
  }

  /** The text of a cell; null where it is empty. Valid until the next step. */
  public @Nullable String cell(int index) {
    int length = ends[index] - starts[index];
    if (length == 0) {
      return null;
    }
    // The row lies directly before rowStart: readRow has moved past it without refilling.
    String text = new String(buffer, rowBegin + starts[index], length);
    return escaped[index] ? text.replace("\"\"", "\"") : text;
  }

  private int rowBegin;

  private Step readRow() throws IOException {
    cells = 0;
    int at = 0;
    while (true) {
      if (cells == MAX_CELLS) {
        return bad("has more than %,d cells".formatted(MAX_CELLS));
      }
      at = behindBlanks(at);
      int end = charAt(at) == '"' ? quotedCell(at) : plainCell(at);
      if (end < 0) {
        return bad(problem);
      }
      cells++;
      if (charAt(end) == separator) {
        at = end + 1;
        continue;
      }
      rowChars = end;
      int past = lineEnd(end);
      nextLine += newlines(past);
      rowBegin = rowStart;
      rowStart += past;
      return Step.ROW;
    }
  }

  /** The offset of the first character that belongs to a cell. */
  private int behindBlanks(int from) throws IOException {
    int at = from;
    while (trims && isBlank(charAt(at)) && at <= MAX_ROW_CHARS) {
      at++;
    }
    return at;
  }

  private boolean isBlank(int c) {
    return (c == ' ' || c == '\t') && c != separator;
  }

  /** Returns the offset behind the cell, or -1 with the problem set. */
  private int plainCell(int from) throws IOException {
    int at = from;
    int c = charAt(at);
    while (c != separator && c != '\n' && c != '\r' && c != END) {
      if (at > MAX_ROW_CHARS) {
        return tooLong();
      }
      at++;
      c = charAt(at);
    }
    int end = at;
    while (trims && end > from && isBlank(charAt(end - 1))) {
      end--;
    }
    keep(from, end, false);
    return at;
  }

  private int quotedCell(int from) throws IOException {
    int at = from + 1;
    boolean doubled = false;
    while (true) {
      int c = charAt(at);
      if (c == END) {
        problem = "has a quoted cell that is never closed";
        return -1;
      }
      if (at > MAX_ROW_CHARS) {
        return tooLong();
      }
      if (c != '"') {
        at++;
      } else if (charAt(at + 1) == '"') {
        doubled = true;
        at += 2;
      } else {
        break;
      }
    }
    int behind = behindBlanks(at + 1);
    int follows = charAt(behind);
    if (follows != separator && follows != '\n' && follows != '\r' && follows != END) {
      problem = "has text behind the closing quote of cell " + (cells + 1);
      return -1;
    }
    keep(from + 1, at, doubled);
    return behind;
  }

  private int tooLong() {
    problem = "is longer than %,d characters".formatted(MAX_ROW_CHARS);
    return -1;
  }

  private void keep(int from, int to, boolean doubled) {
    if (cells == starts.length) {
      starts = Arrays.copyOf(starts, cells * 2);
      ends = Arrays.copyOf(ends, cells * 2);
      escaped = Arrays.copyOf(escaped, cells * 2);
    }
    starts[cells] = from;
    ends[cells] = to;
    escaped[cells] = doubled;
  }

  private Step bad(String why) throws IOException {
    problem = why;
    cells = 0;
    int at = 0;
    int c = charAt(0);
    while (c != '\n' && c != '\r' && c != END) {
      at++;
      if (at > MAX_ROW_CHARS) {
        rowStart += at;
        at = 0;
      }
      c = charAt(at);
    }
    rowChars = at;
    advance(lineEnd(at));
    return Step.BAD_ROW;
  }

  /** Offset behind the line end at the given offset; the offset itself at the end of the input. */
  private int lineEnd(int offset) throws IOException {
    int c = charAt(offset);
    if (c == END) {
      return offset;
    }
    return c == '\r' && charAt(offset + 1) == '\n' ? offset + 2 : offset + 1;
  }

  private void advance(int offset) {
    nextLine += newlines(offset);
    rowStart += offset;
  }

  /** Line ends among the next characters: LF, CR or both together. */
  private int newlines(int length) {
    int count = 0;
    for (int i = rowStart; i < rowStart + length; i++) {
      if (buffer[i] == '\n' || (buffer[i] == '\r' && (i + 1 >= limit || buffer[i + 1] != '\n'))) {
        count++;
      }
    }
    return count;
  }

  /** The character at an offset from the row's start, or {@link #END}. */
  private int charAt(int offset) throws IOException {
    while (rowStart + offset >= limit) {
      if (exhausted || !fill()) {
        return END;
      }
    }
    return buffer[rowStart + offset];
  }

  private boolean fill() throws IOException {
    int held = limit - rowStart;
    if (rowStart > 0) {
      System.arraycopy(buffer, rowStart, buffer, 0, held);
      rowStart = 0;
      limit = held;
    } else if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, limit, buffer.length - limit);
    exhausted = read < 0;
    limit += Math.max(read, 0);
    return !exhausted;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
