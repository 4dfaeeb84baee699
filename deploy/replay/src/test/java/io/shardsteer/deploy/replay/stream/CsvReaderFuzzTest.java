package io.shardsteer.deploy.replay.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.deploy.replay.stream.CsvReader.Step;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** CSV that somebody else wrote. */
class CsvReaderFuzzTest {
  private static final int ROUNDS = Integer.getInteger("shardsteer.fuzz.rounds", 20_000);
  private static final String ALPHABET = "ab,,\"\"\n\r 0-.e\u0000\uD800é";

  @Test
  void anyTextIsReadToItsEndInRowsOrTellWhatIsWrong() throws IOException {
    long seed = Long.getLong("shardsteer.seed", System.nanoTime());
    System.out.printf("%,d texts, seed %d%n", ROUNDS, seed);
    SplittableRandom random = new SplittableRandom(seed);
    int rows = 0;
    int bad = 0;
    StringBuilder text = new StringBuilder();
    for (int round = 0; round < ROUNDS; round++) {
      text.setLength(0);
      for (int i = random.nextInt(48); i > 0; i--) {
        text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
      CsvReader reader = new CsvReader(new StringReader(text.toString()));
      long line = 0;
      for (Step step = reader.next(); step != Step.END; step = reader.next()) {
        if (reader.line() <= line || (step == Step.BAD_ROW) == (reader.cells() > 0)) {
          throw new AssertionError("seed %d, round %d: %s".formatted(seed, round, text));
        }
        line = reader.line();
        for (int i = 0; i < reader.cells(); i++) {
          String cell = reader.cell(i);
          rows += cell == null || cell.length() <= text.length() ? 1 : 0;
        }
        bad += step == Step.BAD_ROW ? 1 : 0;
      }
    }
    assertThat(rows).isPositive();
    assertThat(bad).isPositive();
  }

  @Test
  void aQuoteThatNeverClosesTakesNoMoreThanARowMayTake() throws IOException {
    CsvReader reader = new CsvReader(new Endless(20L << 20));
    assertThat(reader.next()).isEqualTo(Step.BAD_ROW);
    assertThat(reader.problem()).contains("longer than");
    assertThat(reader.next()).isEqualTo(Step.END);
  }

  /** A quote and then more characters than a hot value of tests holds twice. */
  private static final class Endless extends Reader {
    private long left;
    private boolean quoted;

    Endless(long length) {
      left = length;
    }

    @Override
    public int read(char[] into, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      java.util.Arrays.fill(into, offset, offset + length, 'x');
      if (!quoted) {
        into[offset] = '"';
        quoted = true;
      }
      left -= length;
      return length;
    }

    @Override
    public void close() {}
  }
}
