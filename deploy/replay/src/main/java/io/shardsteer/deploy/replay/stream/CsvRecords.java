package io.shardsteer.deploy.replay.stream;

import io.shardsteer.common.config.FieldPath;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The rows of a CSV file as records. The first row names the columns; the columns that the pipeline
 * reads become fields of the same names, the others are skipped.
 *
 * <p>An empty cell is a null field, a cell in the form of a JSON number is a number, {@code true}
 * and {@code false} are booleans, all else is text. A row with too few or too many cells is left
 * out and told to the {@link BadRows}.
 */
public final class CsvRecords implements RecordSource {
  private final CsvRows rows;
  private final int[] columnOfSlot;
  private int bytes;

  /**
   * @param file plain or gzip-compressed CSV
   * @param paths the fields that are read; each must be a column
   * @param badRows is told what is left out
   * @throws IllegalArgumentException naming the columns that are not there
   */
  public static CsvRecords open(Path file, FieldPaths paths, BadRows badRows) throws IOException {
    return open(file, paths, badRows, false);
  }

  /**
   * @param trims whether spaces around cells are left out
   */
  static CsvRecords open(Path file, FieldPaths paths, BadRows badRows, boolean trims)
      throws IOException {
    CsvRows rows = CsvRows.open(file, badRows, trims);
    try {
      return new CsvRecords(rows, paths, file.toString());
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  /**
   * @param where names the input in messages
   */
  CsvRecords(CsvRows rows, FieldPaths paths, String where) {
    this.rows = rows;
    List<String> header =
        rows.columns().stream()
            .map(name -> FieldPath.isProperty(name) ? name : FieldPath.step(name))
            .toList();
    List<String> missing = paths.paths().stream().filter(path -> !header.contains(path)).toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no column %s; its columns are %s.%nName existing columns in the pipeline file."
              .formatted(where, String.join(", ", missing), String.join(", ", header)));
    }
    columnOfSlot = paths.paths().stream().mapToInt(header::indexOf).toArray();
  }

  @Override
  public boolean next(FieldValues into) throws IOException {
    if (!rows.next()) {
      return false;
    }
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
    return true;
  }

  private static void number(String text, int slot, FieldValues into) {
    double nearest = Double.parseDouble(text);
    if (FieldValues.isExact(nearest, text.length())) {
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
