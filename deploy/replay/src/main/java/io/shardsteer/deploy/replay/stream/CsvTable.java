package io.shardsteer.deploy.replay.stream;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
        CsvWriter out = writer(to)) {
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

  private static CsvWriter writer(Path file) throws IOException {
    OutputStream plain = Files.newOutputStream(file);
    OutputStream bytes = file.toString().endsWith(".gz") ? new GZIPOutputStream(plain) : plain;
    return CsvWriter.builder().lineDelimiter(LineDelimiter.LF).bufferSize(1 << 16).build(bytes);
  }

  private static void write(CsvReader rows, int columns, String last, CsvWriter out) {
    CsvWriter.CsvWriterRecord row = out.writeRecord();
    for (int i = 0; i < columns; i++) {
      row.writeField(rows.cell(i));
    }
    row.writeField(last).endRecord();
  }
}
