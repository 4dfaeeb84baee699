package io.shardsteer.deploy.cli.init;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Pieces of a YAML file that people read. */
final class Yaml {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z0-9_]+)*");

  /** What YAML, or somebody who reads it, takes for something else than text. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Yaml() {}

  /** A text as a scalar, in quotes where it needs them. */
  static String scalar(String text) {
    if (PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))) {
      return text;
    }
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A text can be written as JSON.", e);
    }
  }

  /** Texts as a list in brackets. */
  static String list(Iterable<String> texts) {
    var scalars = new java.util.ArrayList<String>();
    texts.forEach(text -> scalars.add(scalar(text)));
    return scalars.stream().collect(Collectors.joining(", ", "[", "]"));
  }

  /** Text that may stand in a comment: one line, and not too long. */
  static String comment(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() > 60 ? line.substring(0, line.offsetByCodePoints(0, 50)) + "…" : line;
  }

  /** Names of one kind, each given once. Not thread-safe. */
  static final class Names {
    private final int longest;
    private final Set<String> taken = new HashSet<>();

    /**
     * @param longest most characters of a name
     * @param reserved names that others have
     */
    Names(int longest, Collection<String> reserved) {
      this.longest = longest;
      taken.addAll(reserved);
    }

    /** A name of small letters, digits and underscores that begins with a letter. */
    String next(String wanted) {
      String words =
          wanted
              .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^a-z0-9]+", "_")
              .replaceAll("^_+|_+$", "");
      String name = words.isEmpty() || !Character.isLetter(words.charAt(0)) ? "f_" + words : words;
      String first = name.substring(0, Math.min(longest, name.length()));
      String free = first;
      for (int i = 2; !taken.add(free); i++) {
        String ending = "_" + i;
        free = first.substring(0, Math.min(longest - ending.length(), first.length())) + ending;
      }
      return free;
    }

    /** The same as it stands in a file. */
    String nextScalar(String wanted) {
      return scalar(next(wanted));
    }
  }
}
