package io.shardsteer.common.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a mistyped name was meant to be. */
public final class NearestName {
  private static final int MAX_LENGTH = 64;

  private NearestName() {}

  /** The name with the fewest edits to the given one, if at most a third of it must change. */
  public static Optional<String> of(String typed, Collection<String> names) {
    if (typed.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    int most = Math.max(2, typed.length() / 3);
    return names.stream()
        .filter(name -> Math.abs(name.length() - typed.length()) <= most)
        .min(Comparator.comparingInt(name -> edits(typed, name)))
        .filter(name -> edits(typed, name) <= most);
  }

  /** A remedy that names it, or else all of them. */
  static String remedy(String typed, Collection<String> names) {
    return of(typed, names)
        .map(name -> "Did you mean %s?".formatted(name))
        .orElse("Use one of: %s.".formatted(String.join(", ", names)));
  }

  /** Least number of inserted, deleted or replaced characters (Levenshtein 1966). */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
