package io.shardsteer.deploy.replay.stream;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;

/** Writes a CSV file anew with one more column. */
public final class CsvTable {
  private CsvTable() {}

  /**
   * Copies a file row by row. Rows that {@link CsvRecords} would leave out are left out here, too.
   *
   * @param from plain or gzip-compressed CSV whose first row names the columns
   * @param to compressed if its name ends in {@code .gz}
   * @param column the new column's name
   * @param cell its text in each good row, numbered from 0
   * @return how many rows were written
   */
  public static int append(
      Path from, Path to, String column, IntFunction<String> cell, BadRows badRows)
      throws IOException {
    try (CsvReader rows = CsvRows.reader(from, badRows);
        Writer out = writer(to)) {
      if (rows.next() != CsvReader.Step.ROW) {
        throw new IllegalArgumentException(from + " has no first row that names its columns.");
      }
      int columns = rows.cells();
      write(rows, columns, column, out);
      int written = 0;
      while (true) {
        switch (rows.next()) {
          case END -> {
            return written;
          }
          case BAD_ROW -> badRows.add(rows.line(), rows.problem());
          case ROW -> {
            if (CsvRows.isWhole(rows, columns)) {
              write(rows, columns, cell.apply(written++), out);
            } else {
              badRows.add(
                  rows.line(), "has %d cells instead of %d".formatted(rows.cells(), columns));
            }
          }
        }
      }
    }
  }

  private static Writer writer(Path file) throws IOException {
    OutputStream plain = Files.newOutputStream(file);
    OutputStream bytes = file.toString().endsWith(".gz") ? new GZIPOutputStream(plain) : plain;
    return new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), 1 << 16);
  }

  private static void write(CsvReader rows, int columns, String last, Writer out)
      throws IOException {
    for (int i = 0; i < columns; i++) {
      out.write(quoted(Optional.ofNullable(rows.cell(i)).orElse("")));
      out.write(',');
    }
    out.write(quoted(last));
    out.write('\n');
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
