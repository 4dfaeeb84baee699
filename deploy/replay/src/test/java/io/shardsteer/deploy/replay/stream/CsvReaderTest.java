package io.shardsteer.deploy.replay.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.deploy.replay.stream.CsvReader.Step;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {
  /** Gives one character at a time, so that every refill happens at every place. */
  private static final class Trickle extends Reader {
    private final String text;
    private int at;

    Trickle(String text) {
      this.text = text;
    }

    @Override
    public int read(char[] into, int offset, int length) {
      if (at == text.length()) {
        return -1;
      }
      into[offset] = text.charAt(at++);
      return 1;
    }

    @Override
    public void close() {}
  }

  private static List<List<@Nullable String>> rows(String text) throws IOException {
    CsvReader reader = new CsvReader(new Trickle(text));
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (Step step = reader.next(); step != Step.END; step = reader.next()) {
      List<@Nullable String> cells = new ArrayList<>();
      for (int i = 0; i < reader.cells(); i++) {
        cells.add(reader.cell(i));
      }
      if (step == Step.BAD_ROW) {
        cells.add("line " + reader.line() + " " + reader.problem());
      }
      rows.add(cells);
    }
    return rows;
  }

  @Test
  void readsPlainCellsWithEitherLineEnd() throws IOException {
    assertThat(rows("a,b\r\nc,d\ne,f\rg,h"))
        .containsExactly(
            List.of("a", "b"), List.of("c", "d"), List.of("e", "f"), List.of("g", "h"));
  }

  @Test
  void readsQuotedCommasLineEndsAndQuotes() throws IOException {
    assertThat(rows("\"a,1\",\"two\nlines\",\"say \"\"hi\"\"\"\nx,y,z\n"))
        .containsExactly(List.of("a,1", "two\nlines", "say \"hi\""), List.of("x", "y", "z"));
  }

  @Test
  void keepsAQuoteInsideAnUnquotedCell() throws IOException {
    assertThat(rows("FRAME 7\" SIZE,1")).containsExactly(List.of("FRAME 7\" SIZE", "1"));
  }

  @Test
  void givesNullForEmptyCells() throws IOException {
    List<List<@Nullable String>> rows = rows(",\"\",x,\n");
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0)).containsExactly(null, null, "x", null);
  }

  @Test
  void skipsBlankLinesAndCountsThem() throws IOException {
    CsvReader reader = new CsvReader(new StringReader("\n\na\r\n\r\n\"b\nc\"\nd"));
    assertThat(reader.next()).isEqualTo(Step.ROW);
    assertThat(reader.line()).isEqualTo(3);
    assertThat(reader.next()).isEqualTo(Step.ROW);
    assertThat(reader.line()).isEqualTo(5);
    assertThat(reader.next()).isEqualTo(Step.ROW);
    assertThat(reader.line()).isEqualTo(7);
    assertThat(reader.next()).isEqualTo(Step.END);
  }

  @Test
  void losesOnlyTheLineWithTheStrayQuote() throws IOException {
    assertThat(rows("a,b\n\"c,d\ne,f\ng,h\n"))
        .containsExactly(
            List.of("a", "b"),
            List.of("line 2 has a quoted cell that is never closed"),
            List.of("e", "f"),
            List.of("g", "h"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void countsLinesBehindBadRowsWhateverEndsThem(String lineEnd) throws IOException {
    String text = String.join(lineEnd, "a,b", "\"c\"d,e", "\"f,g", "", "h,\"i", "j\"", "\"k,l", "");
    CsvReader reader = new CsvReader(new Trickle(text));
    List<String> steps = new ArrayList<>();
    for (Step step = reader.next(); step != Step.END; step = reader.next()) {
      steps.add(reader.line() + " " + step);
    }
    assertThat(steps).containsExactly("1 ROW", "2 BAD_ROW", "3 BAD_ROW", "5 ROW", "7 BAD_ROW");
  }

  @Test
  void findsLineEndsWhereverTheyLieInWhatIsReadAtOnce() throws IOException {
    for (int length = 8180; length < 8200; length++) {
      String cell = "x".repeat(length);
      CsvReader reader =
          new CsvReader(new StringReader(cell + "\r\n\"" + cell + "\r\nb\"\r\n\"c\r\nd"));
      assertThat(reader.next()).isEqualTo(Step.ROW);
      assertThat(reader.rowChars()).isEqualTo(length);
      assertThat(reader.next()).isEqualTo(Step.ROW);
      assertThat(reader.cell(0)).isEqualTo(cell + "\r\nb");
      assertThat(reader.next()).isEqualTo(Step.BAD_ROW);
      assertThat(reader.line()).isEqualTo(4);
      assertThat(reader.next()).isEqualTo(Step.ROW);
      assertThat(reader.line()).isEqualTo(5);
      assertThat(reader.next()).isEqualTo(Step.END);
    }
  }

  @Test
  void refusesTextBehindAClosingQuote() throws IOException {
    assertThat(rows("\"a\"b,c\nd,e\n"))
        .containsExactly(
            List.of("line 1 has text behind the closing quote of cell 1"), List.of("d", "e"));
  }

  @Test
  void refusesRowsBeyondTheLimitsAndGoesOn() throws IOException {
    String wide = ",".repeat(CsvReader.MAX_CELLS);
    String deep = "x".repeat(CsvReader.MAX_ROW_CHARS + 2);
    CsvReader reader = new CsvReader(new StringReader(wide + "\n" + deep + "\nok\n"));
    assertThat(reader.next()).isEqualTo(Step.BAD_ROW);
    assertThat(reader.problem()).contains("cells");
    assertThat(reader.next()).isEqualTo(Step.BAD_ROW);
    assertThat(reader.problem()).contains("characters");
    assertThat(reader.next()).isEqualTo(Step.ROW);
    assertThat(reader.line()).isEqualTo(3);
    assertThat(reader.cell(0)).isEqualTo("ok");
  }

  @Test
  void readsBackWhateverWasWritten() throws IOException {
    long seed = 20_140_101;
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "a,\"\n\r é";
    for (int round = 0; round < 500; round++) {
      List<List<@Nullable String>> written = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (int row = 0; row < 5; row++) {
        List<@Nullable String> cells = new ArrayList<>();
        for (int cell = 0; cell < 3; cell++) {
          StringBuilder value = new StringBuilder();
          for (int i = random.nextInt(1, 6); i > 0; i--) {
            value.append(alphabet.charAt(random.nextInt(alphabet.length())));
          }
          cells.add(value.toString());
          text.append(cell == 0 ? "" : ",")
              .append('"')
              .append(value.toString().replace("\"", "\"\""))
              .append('"');
        }
        text.append(random.nextBoolean() ? "\n" : "\r\n");
        written.add(cells);
      }
      assertThat(rows(text.toString())).as("seed %d, round %d", seed, round).isEqualTo(written);
    }
  }

  @Test
  void neverFailsOnGarbage() throws IOException {
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "a,\"\n\r";
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(rows(text.toString())).as("seed %d, round %d", seed, round).isNotNull();
    }
  }
}
