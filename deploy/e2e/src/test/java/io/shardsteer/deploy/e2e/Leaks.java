package io.shardsteer.deploy.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Looks for secrets where everybody can look: on the command lines of all processes, again and
 * again, and in texts that it is given. Says where, not what.
 */
final class Leaks implements AutoCloseable {
  private static final long EVERY_MILLIS = 100;
  private static final Path PROCESSES = Path.of("/proc");

  private final List<String> secrets;
  private final Set<String> found = new ConcurrentSkipListSet<>();
  private final Set<String> programs = new ConcurrentSkipListSet<>();
  private final AtomicLong looks = new AtomicLong();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  private Leaks(List<String> secrets) {
    this.secrets = List.copyOf(secrets);
  }

  /** Watches the command lines from now on. */
  static Leaks watch(List<String> secrets) {
    Leaks leaks = new Leaks(secrets);
    var unused =
        leaks.clock.scheduleWithFixedDelay(
            leaks::lookAtCommandLines, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return leaks;
  }

  private void lookAtCommandLines() {
    try (Stream<Path> processes = Files.list(PROCESSES)) {
      for (Path process : (Iterable<Path>) processes::iterator) {
        lookAtCommandLine(process.resolve("cmdline"));
      }
      looks.incrementAndGet();
    } catch (IOException e) {
      found.add("(" + PROCESSES + " cannot be read: " + e + ")");
    }
  }

  private void lookAtCommandLine(Path file) {
    try {
      String line = Files.readString(file, StandardCharsets.ISO_8859_1);
      for (String program :
          List.of(
              "org.apache.pulsar.functions",
              "pulsar-admin",
              "PulsarAdminTool",
              "shardsteer-trainer",
              "cli.Steer")) {
        if (line.contains(program)) {
          programs.add(program);
        }
      }
      look("command line of " + line.split("\0", 2)[0], line);
    } catch (IOException gone) {
      // No process, or one that has just ended.
    }
  }

  /** Looks into a text. */
  void look(String where, String text) {
    for (String secret : secrets) {
      if (text.contains(secret)) {
        found.add(where);
      }
    }
  }

  /** Looks into a file. */
  void look(Path file) {
    try {
      look(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where secrets were seen so far. */
  Collection<String> found() {
    return new TreeSet<>(found);
  }

  /** Which of the product's programs were seen running. */
  Collection<String> programs() {
    return new TreeSet<>(programs);
  }

  /** How often the command lines were looked at. */
  long looks() {
    return looks.get();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
