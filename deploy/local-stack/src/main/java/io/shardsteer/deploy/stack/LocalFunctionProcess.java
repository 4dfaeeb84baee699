package io.shardsteer.deploy.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A process of this machine.
 *
 * @param handle the process
 */
record LocalFunctionProcess(ProcessHandle handle) implements FunctionProcess {
  private static final long KIBIBYTE = 1_024;

  @Override
  public long pid() {
    return handle.pid();
  }

  @Override
  public boolean isAlive() {
    return handle.isAlive();
  }

  @Override
  public void kill() {
    handle.destroyForcibly();
  }

  @Override
  public void pause() {
    Signals.send("STOP", Long.toString(pid()));
  }

  @Override
  public void resume() {
    Signals.send("CONT", Long.toString(pid()));
  }

  @Override
  public Usage usage() {
    Path process = Path.of("/proc", Long.toString(pid()));
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      int openFiles = Math.toIntExact(files.count());
      String status = Files.readString(process.resolve("status"));
      return new Usage(
          number(status, "VmRSS:") * KIBIBYTE,
          Math.toIntExact(number(status, "Threads:")),
          openFiles);
    } catch (IOException e) {
      throw new UncheckedIOException("Process %d cannot be looked at.".formatted(pid()), e);
    }
  }

  /** A number of {@code /proc/PID/status}. */
  static long number(String status, String key) {
    return status
        .lines()
        .filter(line -> line.startsWith(key))
        .map(line -> line.replaceAll("\\D", ""))
        .findFirst()
        .map(Long::parseLong)
        .orElseThrow(() -> new StackException("/proc tells no " + key));
  }
}
