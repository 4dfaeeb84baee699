package io.shardsteer.deploy.replay.stream;

import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The rows of a CSV file as records. The first row names the columns; the columns that the pipeline
 * reads become fields of the same names, the others are skipped.
 *
 * <p>An empty cell is a null field, a cell in the form of a JSON number is a number, {@code true}
 * and {@code false} are booleans, all else is text. A row with too few or too many cells is left
 * out and told to the {@link BadRows}.
 */
public final class CsvRecords implements RecordSource {
  private static final int GZIP_MAGIC = 0x1f8b;

  private final CsvReader rows;
  private final int columns;
  private final int[] columnOfSlot;
  private final BadRows badRows;
  private int bytes;

  /**
   * @param file plain or gzip-compressed CSV
   * @param paths the fields that are read; each must be a column
   * @param badRows is told what is left out
   * @throws IllegalArgumentException naming the columns that are not there
   */
  public static CsvRecords open(Path file, FieldPaths paths, BadRows badRows) throws IOException {
    CsvReader rows = reader(file, badRows);
    try {
      return new CsvRecords(rows, paths, file.toString(), badRows);
    } catch (IOException | RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  /** Reads the rows of a file, plain or gzip-compressed. */
  static CsvReader reader(Path file, BadRows badRows) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      return CsvFormat.open(plain(in), badRows);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * @param rows positioned before the row that names the columns
   * @param where names the input in messages
   */
  CsvRecords(CsvReader rows, FieldPaths paths, String where, BadRows badRows) throws IOException {
    this.rows = rows;
    this.badRows = badRows;
    if (rows.next() != CsvReader.Step.ROW) {
      throw new IllegalArgumentException(
          "%s has no first row that names its columns.%nA replay needs CSV with a header line."
              .formatted(where));
    }
    List<String> header = header(rows);
    columns = header.size();
    List<String> missing = paths.paths().stream().filter(path -> !header.contains(path)).toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no column %s; its columns are %s.%nName existing columns in the pipeline file."
              .formatted(where, String.join(", ", missing), String.join(", ", header)));
    }
    columnOfSlot = paths.paths().stream().mapToInt(header::indexOf).toArray();
  }

  private static List<String> header(CsvReader rows) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < rows.cells(); i++) {
      String name = Stream.ofNullable(rows.cell(i)).findFirst().orElse("");
      names.add(i == 0 && name.startsWith("\uFEFF") ? name.substring(1) : name);
    }
    return names;
  }

  private static InputStream plain(InputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
  }

  @Override
  public boolean next(FieldValues into) throws IOException {
    while (true) {
      switch (rows.next()) {
        case END -> {
          return false;
        }
        case BAD_ROW -> badRows.add(rows.line(), rows.problem());
        case ROW -> {
          if (isWhole(rows, columns)) {
            read(into);
            return true;
          }
          badRows.add(rows.line(), "has %d cells instead of %d".formatted(rows.cells(), columns));
        }
      }
    }
  }

  /** Some programs end every row with a separator, but not the first. */
  static boolean isWhole(CsvReader rows, int columns) {
    return rows.cells() == columns || (rows.cells() == columns + 1 && rows.cell(columns) == null);
  }

  private void read(FieldValues into) {
    bytes = rows.rowChars();
    for (int slot = 0; slot < columnOfSlot.length; slot++) {
      String text = rows.cell(columnOfSlot[slot]);
      if (text == null) {
        into.setNull(slot);
      } else if (CellNumber.looksLikeNumber(text)) {
        number(text, slot, into);
      } else if (text.equals("true") || text.equals("false")) {
        into.setBoolean(slot, text.equals("true"));
      } else {
        into.setText(slot, text);
      }
    }
  }

  private static void number(String text, int slot, FieldValues into) {
    double nearest = Double.parseDouble(text);
    if (text.length() <= FieldValues.MOST_EXACT_DIGITS) {
      into.setNumber(slot, nearest);
    } else {
      into.setNumber(slot, nearest, text);
    }
  }

  @Override
  public int bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
