package io.shardsteer.deploy.replay.stream;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.RecordType;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A streaming reader of separated values (RFC 4180) on FastCSV: quoted cells may hold separators,
 * line ends and doubled quotes; a quote inside an unquoted cell is an ordinary character. Not
 * thread-safe.
 *
 * <p>A row that cannot be read is a value, {@link Step#BAD_ROW}, not an exception. Reading goes on
 * with the next line, so a stray quote costs one line and never the rest of the file: FastCSV ends
 * at such a row, and another one of it begins at the line behind.
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

  private final CsvLines lines;
  private final char separator;
  private boolean trims;
  private Row row = new Row(0);
  private @Nullable CloseableIterator<Row> rows;
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
    this.lines = new CsvLines(in, MAX_ROW_CHARS);
    this.separator = separator;
  }

  /** Leaves out spaces and tabs around cells, other than RFC 4180 has it; before the first row. */
  CsvReader trimming() {
    trims = true;
    return this;
  }

  /** Reads the next row. Blank lines are skipped. */
  public Step next() throws IOException {
    try {
      if (rows == null) {
        rows = rows();
      }
      if (!rows.hasNext()) {
        return Step.END;
      }
      rows.next();
    } catch (CsvParseException e) {
      return bad(
          lines.isEnded()
              ? "has a quoted cell that is never closed"
              : "has text behind the closing quote of cell " + (row.cells + 1));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return row.cells > MAX_CELLS || lines.isTooLong() ? bad("") : Step.ROW;
  }

  /** Line number, from 1, on which the row begins. */
  public long line() {
    return lines.rowLine();
  }

  /** Length of the row in characters, without its line end. */
  public int rowChars() {
    return lines.rowChars();
  }

  /** Number of cells in the row. */
  public int cells() {
    return row.cells;
  }

  /** Why the last step was a {@link Step#BAD_ROW}. */
  public String problem() {
    return problem;
  }

  /** The text of a cell; null where it is empty. Valid until the next step. */
  public @Nullable String cell(int index) {
    return row.cell(index);
  }

  private CloseableIterator<Row> rows() {
    return de.siegmar.fastcsv.reader.CsvReader.builder()
        .fieldSeparator(separator)
        .allowUnclosedQuote(false)
        .trimWhitespacesAroundQuotes(trims)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .build(row, lines)
        .iterator();
  }

  private Step bad(String found) throws IOException {
    problem =
        row.cells > MAX_CELLS
            ? "has more than %,d cells".formatted(MAX_CELLS)
            : lines.isTooLong() ? "is longer than %,d characters".formatted(MAX_ROW_CHARS) : found;
    row = new Row(lines.rowLine());
    rows = null;
    lines.skipLine();
    return Step.BAD_ROW;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  /** The current row, which FastCSV fills. */
  private final class Row extends CsvCallbackHandler<Row> {
    private final long linesBefore;
    private char[] text = new char[256];
    private int[] ends = new int[32];
    private int cells;
    private RecordType type = RecordType.DATA;

    /**
     * @param linesBefore lines before the first one that FastCSV is given
     */
    Row(long linesBefore) {
      this.linesBefore = linesBefore;
    }

    @Nullable String cell(int index) {
      int from = begin(index);
      return ends[index] == from ? null : new String(text, from, ends[index] - from);
    }

    private int begin(int index) {
      return index == 0 ? 0 : ends[index - 1];
    }

    @Override
    protected void beginRecord(long startingLineNumber) {
      lines.beginRow(linesBefore + startingLineNumber);
      cells = 0;
      type = RecordType.DATA;
    }

    @Override
    protected void addField(char[] buffer, int offset, int length, boolean quoted) {
      if (cells >= MAX_CELLS) {
        cells = MAX_CELLS + 1;
        return;
      }
      int from = offset;
      int to = offset + length;
      while (trims && !quoted && from < to && isBlank(buffer[from])) {
        from++;
      }
      while (trims && !quoted && from < to && isBlank(buffer[to - 1])) {
        to--;
      }
      int begin = begin(cells);
      int end = begin + to - from;
      if (end > text.length) {
        text = Arrays.copyOf(text, Math.max(end, text.length * 2));
      }
      if (cells == ends.length) {
        ends = Arrays.copyOf(ends, cells * 2);
      }
      System.arraycopy(buffer, from, text, begin, to - from);
      ends[cells++] = end;
    }

    private static boolean isBlank(char c) {
      return c == ' ' || c == '\t';
    }

    @Override
    protected void setEmpty() {
      type = RecordType.EMPTY;
    }

    @Override
    protected void setComment(char[] buffer, int offset, int length) {
      throw new IllegalStateException("There are no comments.");
    }

    @Override
    protected RecordType getRecordType() {
      return type;
    }

    @Override
    protected int getFieldCount() {
      return cells;
    }

    @Override
    protected Row buildRecord() {
      return this;
    }
  }
}
