package io.shardsteer.deploy.replay.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.FieldValues.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvRecordsTest {
  private static final FieldPaths PATHS = new FieldPaths(List.of("n", "t"));

  private final FieldValues values = new FieldValues(PATHS);

  private final BadRows badRows = new BadRows();

  private CsvRecords records(String text) throws IOException {
    return new CsvRecords(new CsvReader(new StringReader(text)), PATHS, "test.csv", badRows);
  }

  @Test
  void makesNumbersBooleansTextAndNullsOfCells() throws IOException {
    CsvRecords records = records("t,other,n\nx,1,-2.5e3\ntrue,2,\n02139,3,12345678901234567\n");
    assertThat(records.next(values)).isTrue();
    assertThat(values.number(0)).isEqualTo(-2500);
    assertThat(values.text(1)).isEqualTo("x");
    assertThat(records.next(values)).isTrue();
    assertThat(values.kind(0)).isEqualTo(Kind.NULL);
    assertThat(values.kind(1)).isEqualTo(Kind.BOOLEAN);
    assertThat(records.next(values)).isTrue();
    assertThat(values.text(0)).isEqualTo("12345678901234567");
    assertThat(values.text(1)).isEqualTo("02139");
    assertThat(records.next(values)).isFalse();
  }

  @Test
  void leavesOutRowsOfAnotherWidthAndSaysWhere() throws IOException {
    CsvRecords records = records("n,t\n1\n2,b\n3,c,d\n\"4,e\n5,f\n");
    int read = 0;
    while (records.next(values)) {
      read++;
    }
    assertThat(read).isEqualTo(2);
    assertThat(badRows.count()).isEqualTo(3);
    assertThat(badRows.first())
        .containsExactly(
            "line 2 has 1 cells instead of 2",
            "line 4 has 3 cells instead of 2",
            "line 5 has a quoted cell that is never closed");
  }

  @Test
  void namesTheColumnsThatAreMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> records("a,t\n"))
        .withMessageContaining("test.csv has no column n; its columns are a, t.");
  }

  @Test
  void refusesAnEmptyFile() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> records(""))
        .withMessageContaining("no first row");
  }

  @Test
  void readsGzipAndAByteOrderMark(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("data.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("\uFEFFn,t\n1,x\n".getBytes(StandardCharsets.UTF_8));
    }
    try (CsvRecords records = CsvRecords.open(file, PATHS, badRows)) {
      assertThat(records.next(values)).isTrue();
      assertThat(values.number(0)).isEqualTo(1);
      assertThat(records.bytes()).isEqualTo(3);
    }
  }
}
