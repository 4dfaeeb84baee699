package io.shardsteer.deploy.replay.stream;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file below the first one, which names the columns. A row with too few or too
 * many cells is left out and told to the {@link BadRows}. Not thread-safe.
 */
public final class CsvRows implements Closeable {
  private final CsvReader rows;
  private final List<String> columns;
  private final BadRows badRows;

  /**
   * @param file plain or gzip-compressed CSV
   * @param badRows is told what is left out
   * @throws IllegalArgumentException if it has no row that names its columns
   */
  public static CsvRows open(Path file, BadRows badRows) throws IOException {
    return open(file, badRows, false);
  }

  /**
   * @param trims whether spaces around cells are left out
   */
  public static CsvRows open(Path file, BadRows badRows, boolean trims) throws IOException {
    CsvReader rows = reader(file, badRows);
    try {
      if (trims) {
        rows = rows.trimming();
      }
      return new CsvRows(rows, file.toString(), badRows);
    } catch (IOException | RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  /** Reads the rows of a file, plain or gzip-compressed. */
  static CsvReader reader(Path file, BadRows badRows) throws IOException {
    InputStream in = new BufferedInputStream(RecordFile.open(file), 1 << 16);
    try {
      return CsvFormat.open(in, badRows);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * @param rows positioned before the row that names the columns
   * @param where names the input in messages
   */
  CsvRows(CsvReader rows, String where, BadRows badRows) throws IOException {
    this.rows = rows;
    this.badRows = badRows;
    if (rows.next() != CsvReader.Step.ROW) {
      throw new IllegalArgumentException(
          "%s has no first row that names its columns.%nCSV needs a header line.".formatted(where));
    }
    columns = header(rows);
  }

  private static List<String> header(CsvReader rows) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < rows.cells(); i++) {
      String name = Stream.ofNullable(rows.cell(i)).findFirst().orElse("");
      names.add(i == 0 && name.startsWith("\uFEFF") ? name.substring(1) : name);
    }
    return List.copyOf(names);
  }

  public List<String> columns() {
    return columns;
  }

  /** Goes to the next row; false at the end of the file. */
  public boolean next() throws IOException {
    while (true) {
      switch (rows.next()) {
        case END -> {
          return false;
        }
        case BAD_ROW -> badRows.add(rows.line(), rows.problem());
        case ROW -> {
          if (isWhole(rows, columns.size())) {
            return true;
          }
          badRows.add(
              rows.line(), "has %d cells instead of %d".formatted(rows.cells(), columns.size()));
        }
      }
    }
  }

  /** Some programs end every row with a separator, but not the first. */
  static boolean isWhole(CsvReader rows, int columns) {
    return rows.cells() == columns || (rows.cells() == columns + 1 && rows.cell(columns) == null);
  }

  /** The text of a cell; null where it is empty. */
  public @Nullable String cell(int column) {
    return rows.cell(column);
  }

  /** Characters of the row. */
  int rowChars() {
    return rows.rowChars();
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
