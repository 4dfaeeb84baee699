package io.shardsteer.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents, messages and names use the field's words; lines of prose have a bound. */
class WordsTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final int WIDEST_PROSE = 120;

  /** Words of earlier versions, or that nobody in the field uses. */
  private static final Pattern OLD =
      Pattern.compile(
          String.join(
              "|",
              "\\bhelms?\\b(?! chart)",
              "(?<!managed)\\bledgers?\\b(?! ?id)",
              "\\bre-cuts?\\b",
              "\\bcut points?\\b",
              "\\bsteering tables?\\b",
              "\\bgrains?\\b",
              "\\bcoarse(r|n|ned|ly)?\\b",
              "\\btold (in|more)\\b",
              "\\btrying on\\b",
              "\\btruth values?\\b",
              "\\bprocessor time\\b",
              "\\bmade-up\\b",
              "\\blevelled\\b",
              "\\bwhereabouts\\b",
              "\\bstandstill\\b",
              "\\blogbook\\b",
              "\\bvitals\\b",
              "\\blean(s|ed|ing)?\\b"),
          Pattern.CASE_INSENSITIVE);

  @Test
  void nothingUsesWordsThatWereReplaced() {
    List<String> found = new ArrayList<>();
    for (Path file : files(".java", ".md", ".yaml")) {
      if (file.endsWith("WordsTest.java")) {
        continue;
      }
      List<String> lines = lines(file);
      for (int i = 0; i < lines.size(); i++) {
        Matcher old = OLD.matcher(lines.get(i));
        if (old.find()) {
          found.add("%s:%d: %s".formatted(ROOT.relativize(file), i + 1, old.group()));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void linesOfProseAreNotTooLong() {
    List<String> found = new ArrayList<>();
    for (Path file : files(".md")) {
      boolean isCode = false;
      List<String> lines = lines(file);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        isCode ^= line.startsWith("```");
        boolean isProse = !isCode && !line.stripLeading().startsWith("|") && !line.contains("](");
        if (isProse && line.length() > WIDEST_PROSE) {
          found.add("%s:%d".formatted(ROOT.relativize(file), i + 1));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  private static List<Path> files(String... endings) {
    try (Stream<Path> all = Files.walk(ROOT)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
          .filter(
              file -> {
                String path = ROOT.relativize(file).toString();
                return !path.contains("target/")
                    && !path.startsWith(".git/")
                    && !path.startsWith(".shardsteer/");
              })
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
