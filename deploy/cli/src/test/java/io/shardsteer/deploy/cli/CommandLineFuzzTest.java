package io.shardsteer.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Flags that somebody mistyped. Commands are parsed, not run. */
class CommandLineFuzzTest {
  private static final int ROUNDS = Integer.getInteger("shardsteer.fuzz.rounds", 2_000);

  @Test
  void manyCommandLinesAreParsedOrRefusedAndNothingElse() {
    long seed = Long.getLong("shardsteer.seed", System.nanoTime());
    System.out.printf("%,d command lines, seed %d%n", ROUNDS, seed);
    SplittableRandom random = new SplittableRandom(seed);
    CommandLine steer = Steer.commandLine();
    List<CommandLine> commands = List.copyOf(steer.getSubcommands().values());
    List<List<String>> words = commands.stream().map(CommandLineFuzzTest::words).toList();
    int parsed = 0;
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int command = random.nextInt(commands.size());
      List<String> arguments = new ArrayList<>();
      arguments.add(commands.get(command).getCommandName());
      for (int i = random.nextInt(5); i > 0; i--) {
        arguments.add(word(words.get(command), random));
      }
      try {
        steer.parseArgs(arguments.toArray(String[]::new));
        parsed++;
      } catch (ParameterException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed %d, round %d: %s".formatted(seed, round, arguments), e);
      }
    }
    assertThat(parsed).isPositive();
    assertThat(refused).isPositive();
  }

  /** The command's own flags, and what might stand for a value. */
  private static List<String> words(CommandLine command) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "",
                "-",
                "--",
                "=",
                "@nowhere",
                "@",
                "1",
                "-1",
                "99999999999999999999",
                "NaN",
                "1e9",
                "a,b,,c",
                ",",
                "x".repeat(50),
                "\u0000",
                "\uD800",
                "a\nb",
                "$(x)",
                "file.yaml",
                "../../etc"));
    command.getCommandSpec().options().forEach(option -> words.addAll(List.of(option.names())));
    return words;
  }

  private static String word(List<String> words, SplittableRandom random) {
    String word = words.get(random.nextInt(words.size()));
    return switch (random.nextInt(5)) {
      case 0 -> word + "=" + words.get(random.nextInt(words.size()));
      case 1 -> word.isEmpty() ? word : word.substring(0, random.nextInt(word.length()) + 1);
      default -> word;
    };
  }
}
