package io.shardsteer.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Flags that somebody mistyped. The command line is parsed, not run. */
class TrainerCommandFuzzTest {
  private static final int ROUNDS = Integer.getInteger("shardsteer.fuzz.rounds", 2_000);
  private static final List<String> WORDS =
      List.of(
          "--service-url",
          "--admin-url",
          "--max-runtime",
          "--help",
          "--version",
          "-h",
          "",
          "-",
          "--",
          "=",
          "@nowhere",
          "1",
          "-1",
          "2147483648",
          "NaN",
          "1e9",
          "pulsar://a:1",
          "x".repeat(50),
          "\u0000",
          "\uD800",
          "a\nb",
          "file.yaml",
          "../../etc");

  @Test
  void manyCommandLinesAreParsedOrRefusedAndNothingElse() {
    long seed = Long.getLong("shardsteer.seed", System.nanoTime());
    System.out.printf("%,d command lines, seed %d%n", ROUNDS, seed);
    SplittableRandom random = new SplittableRandom(seed);
    CommandLine trainer = TrainerCommand.commandLine(new TrainerCommand());
    int parsed = 0;
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<String> arguments = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        arguments.add(word(random));
      }
      try {
        trainer.parseArgs(arguments.toArray(String[]::new));
        parsed++;
      } catch (ParameterException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed %d, round %d: %s".formatted(seed, round, arguments), e);
      }
    }
    assertThat(parsed).isPositive();
    assertThat(refused).isPositive();
  }

  private static String word(SplittableRandom random) {
    String word = WORDS.get(random.nextInt(WORDS.size()));
    return switch (random.nextInt(5)) {
      case 0 -> word + "=" + WORDS.get(random.nextInt(WORDS.size()));
      case 1 -> word.isEmpty() ? word : word.substring(0, random.nextInt(word.length()) + 1);
      default -> word;
    };
  }
}
