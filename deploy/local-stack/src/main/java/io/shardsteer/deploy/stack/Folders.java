package io.shardsteer.deploy.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole folders. */
public final class Folders {
  private static final int TRIES = 5;

  private Folders() {}

  /** Deletes a folder and all that is in it; a missing one is fine. */
  public static void delete(Path folder) {
    for (int i = 1; Files.exists(folder); i++) {
      try {
        deleteOnce(folder);
      } catch (IOException | UncheckedIOException e) {
        // A process that was just killed may still have been writing.
        if (i == TRIES) {
          throw new StackException("%s could not be deleted.".formatted(folder), e);
        }
        Pause.forMillis(100);
      }
    }
  }

  /** The logs below a folder; none if it is missing. */
  public static List<Path> logs(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".log")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteOnce(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      try {
        Files.delete(path);
      } catch (NoSuchFileException gone) {
        // Somebody else was faster.
      }
    }
  }
}
