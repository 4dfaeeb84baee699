package io.shardsteer.deploy.replay.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.shardsteer.common.config.FeatureSpec.TimeUnit;
import io.shardsteer.common.record.EpochTime;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.FieldValues.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRecordsTest {
  private static final FieldPaths PATHS = new FieldPaths(List.of("n", "t"));

  private final FieldValues values = new FieldValues(PATHS);

  private final BadRows badRows = new BadRows();

  private CsvRecords records(String text) throws IOException {
    CsvReader rows = new CsvReader(new StringReader(text));
    return new CsvRecords(new CsvRows(rows, "test.csv", badRows), PATHS, "test.csv");
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
    assertThat(values.kind(0)).isEqualTo(Kind.NUMBER);
    assertThat(values.identifier(0)).isEqualTo("12345678901234567");
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

  @Test
  void readsEpochMicrosAndNanosAsTheNumbersThatARouterReads() throws IOException {
    CsvRecords records = records("n,t\n1700000000000000,1700000000000000000\n");
    assertThat(records.next(values)).isTrue();
    for (int slot = 0; slot < 2; slot++) {
      assertThat(EpochTime.of(slot, TimeUnit.AUTO, ZoneOffset.UTC).seconds(values))
          .isEqualTo(1_700_000_000);
    }
  }

  @Test
  void spacesBelongToCellsUnlessTheyAreTrimmed(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("spaces.csv");
    Files.writeString(file, " n ,\tt\n 1.5 , x y \n  , \"a, \"\"b\"\"\" \n2,\"  kept \"\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CsvRecords.open(file, PATHS, badRows))
        .withMessageContaining("has no column n, t");
    try (CsvRecords records = CsvRecords.open(file, PATHS, badRows, true)) {
      assertThat(records.next(values)).isTrue();
      assertThat(values.number(0)).isEqualTo(1.5);
      assertThat(values.text(1)).isEqualTo("x y");
      assertThat(records.next(values)).isTrue();
      assertThat(values.kind(0)).isEqualTo(Kind.NULL);
      assertThat(values.text(1)).isEqualTo("a, \"b\"");
      assertThat(records.next(values)).isTrue();
      assertThat(values.text(1)).isEqualTo("  kept ");
      assertThat(records.next(values)).isFalse();
    }
    Files.writeString(file, "n,t\n 1,x \n");
    try (CsvRecords records = CsvRecords.open(file, PATHS, badRows)) {
      assertThat(records.next(values)).isTrue();
      assertThat(values.text(0)).isEqualTo(" 1");
      assertThat(values.text(1)).isEqualTo("x ");
    }
  }

  @Test
  void readsPropertiesOfMessagesFromColumnsOfTheirNames() throws IOException {
    FieldPaths paths = FieldPaths.of(List.of("$properties.ce_type", "\"a.b\""));
    FieldValues read = new FieldValues(paths);
    CsvReader rows = new CsvReader(new StringReader("$properties.ce_type,a.b\nmade,x\n"));
    CsvRecords records = new CsvRecords(new CsvRows(rows, "test.csv", badRows), paths, "test.csv");
    assertThat(records.next(read)).isTrue();
    assertThat(read.text(0)).isEqualTo("made");
    assertThat(read.text(1)).isEqualTo("x");
  }

  @Test
  void dropsAnEmptyCellMoreThanTheHeader() throws IOException {
    CsvRecords records = records("n,t\n1,x,\n2,y,z\n");
    assertThat(records.next(values)).isTrue();
    assertThat(values.text(1)).isEqualTo("x");
    assertThat(records.next(values)).isFalse();
    assertThat(badRows.count()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"n;t\n1;é,x\n", "n\tt\n1\té,x\n", "n|t\n1|é,x\n", "sep=;\r\nn;t\r\n1;é,x\r\n"})
  void readsOtherSeparatorsAndEncodingsWithAWord(String text, @TempDir Path directory)
      throws IOException {
    for (Charset charset :
        List.of(
            StandardCharsets.UTF_8,
            StandardCharsets.ISO_8859_1,
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE)) {
      Path file = directory.resolve("data.csv");
      boolean marked = charset.name().startsWith("UTF-16");
      Files.write(file, ((marked ? "\uFEFF" : "") + text).getBytes(charset));
      var said = new BadRows();
      try (CsvRecords records = CsvRecords.open(file, PATHS, said)) {
        assertThat(records.next(values)).as(charset.name()).isTrue();
        assertThat(values.number(0)).isEqualTo(1);
        assertThat(values.text(1)).isEqualTo("é,x");
        assertThat(records.next(values)).isFalse();
      }
      assertThat(said.remarks()).hasSize(1);
      assertThat(said.remarks().get(0)).contains("separated by");
    }
  }
}
