package io.shardsteer.deploy.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A command that runs in a process group of its own, so that it is paused and ended together with
 * every process that it started. Needs bash. Thread-safe.
 */
public final class ProcessGroup implements AutoCloseable {
  /** How long a group lives. */
  public enum Life {
    /** Until it is ended or the JVM that started it ends, in whatever way. */
    OWNED,
    /** Until it is ended. */
    DETACHED
  }

  /**
   * What to run.
   *
   * @param name names the process in messages and files
   * @param command program and arguments
   * @param environment variables on top of those of this JVM; not printed, they may be secret
   * @param folder where the log, {@code <name>.log}, and the process id are kept
   */
  public record Launch(
      String name, List<String> command, Map<String, String> environment, Path folder) {
    public Launch {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }

    public Path log() {
      return folder.resolve(name + ".log");
    }

    @Override
    public String toString() {
      return "Launch[name=%s, command=%s, environment=%s ***, folder=%s]"
          .formatted(name, command, environment.keySet(), folder);
    }

    Path pidFile() {
      return folder.resolve(name + ".pid");
    }

    /** Process id and start time, by which a later JVM finds the group. */
    Path trace() {
      return folder.resolve(name + ".process");
    }
  }

  private static final Duration SPAWN_LIMIT = Duration.ofSeconds(10);

  private final String name;
  private final long pid;
  private final Path log;
  private final @Nullable Process supervisor;

  private ProcessGroup(String name, long pid, Path log, @Nullable Process supervisor) {
    this.name = name;
    this.pid = pid;
    this.log = log;
    this.supervisor = supervisor;
  }

  /**
   * Starts the command; what it prints is appended to its log.
   *
   * @throws StackException if it cannot be started
   */
  public static ProcessGroup start(Launch launch, Life life) {
    try {
      Files.createDirectories(launch.folder());
      Files.deleteIfExists(launch.pidFile());
      List<String> command = new ArrayList<>();
      command.add("bash");
      command.add(script(launch.folder()).toString());
      command.add(life == Life.OWNED ? "owned" : "detached");
      command.add(launch.pidFile().toString());
      command.add(launch.log().toString());
      command.addAll(launch.command());
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(launch.environment());
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.redirectError(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
      Process supervisor = builder.start();
      long pid = awaitPid(launch);
      Files.writeString(launch.trace(), pid + " " + startedAtMillis(pid));
      return new ProcessGroup(
          launch.name(), pid, launch.log(), life == Life.OWNED ? supervisor : null);
    } catch (IOException e) {
      throw new StackException(
          "%s could not be started: %s\nbash must be on the PATH."
              .formatted(launch.name(), e.getMessage()),
          e);
    }
  }

  /**
   * The group that an earlier JVM started under this name in this folder, if its leader still runs.
   * The start time tells it from a later process with the same id.
   */
  public static Optional<ProcessGroup> find(String name, Path folder) {
    Launch launch = new Launch(name, List.of(), Map.of(), folder);
    if (!Files.exists(launch.trace())) {
      return Optional.empty();
    }
    try {
      String[] trace = Files.readString(launch.trace()).trim().split(" ");
      long pid = Long.parseLong(trace[0]);
      long startedAtMillis = Long.parseLong(trace[1]);
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(handle -> startMillis(handle) == startedAtMillis)
          .map(handle -> new ProcessGroup(name, pid, launch.log(), null));
    } catch (IOException | RuntimeException e) {
      throw new StackException(
          "%s does not say which process it is about: %s\nEnd the process by hand and delete the file."
              .formatted(launch.trace(), e.getMessage()),
          e);
    }
  }

  public String name() {
    return name;
  }

  /** Process id of the leader, and number of the group. */
  public long pid() {
    return pid;
  }

  /** When a process started, epoch milliseconds; 0 where it is gone or the system does not say. */
  private static long startedAtMillis(long pid) {
    return ProcessHandle.of(pid).map(ProcessGroup::startMillis).orElse(0L);
  }

  /** Where the output goes. */
  public Path log() {
    return log;
  }

  public boolean isAlive() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** The processes that the leader started and that still run. */
  public List<ProcessHandle> children() {
    return ProcessHandle.of(pid).map(handle -> handle.descendants().toList()).orElse(List.of());
  }

  /** Stops every process of the group from running until {@link #resume()} (SIGSTOP). */
  public void pause() {
    signal("STOP");
  }

  /** Lets a paused group run again (SIGCONT). */
  public void resume() {
    signal("CONT");
  }

  /** Asks the group to end (SIGTERM) and kills what is left of it after the given time. */
  public void stop(Duration patience) {
    signal("CONT");
    signal("TERM");
    if (!awaitEnd(patience)) {
      kill();
      return;
    }
    signal("KILL");
    releaseSupervisor();
  }

  /** Kills every process of the group at once (SIGKILL). */
  public void kill() {
    signal("KILL");
    awaitEnd(Duration.ofSeconds(10));
    releaseSupervisor();
  }

  @Override
  public void close() {
    stop(Duration.ofSeconds(5));
  }

  private void releaseSupervisor() {
    if (supervisor != null) {
      try {
        supervisor.getOutputStream().close();
      } catch (IOException alreadyGone) {
        // The pipe only tells the supervisor to end.
      }
    }
  }

  private boolean awaitEnd(Duration patience) {
    Optional<ProcessHandle> leader = ProcessHandle.of(pid);
    if (leader.isEmpty()) {
      return true;
    }
    try {
      leader.get().onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      return !isAlive();
    }
  }

  private void signal(String signal) {
    Signals.send(signal, "-" + pid);
  }

  private static long startMillis(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static long awaitPid(Launch launch) throws IOException {
    long deadline = System.nanoTime() + SPAWN_LIMIT.toNanos();
    while (!Files.exists(launch.pidFile())) {
      if (System.nanoTime() > deadline) {
        throw new StackException(
            "%s did not start within %d s.\nLook at %s"
                .formatted(launch.name(), SPAWN_LIMIT.toSeconds(), launch.log()));
      }
      Pause.forMillis(20);
    }
    return Long.parseLong(Files.readString(launch.pidFile()).trim());
  }

  private static Path script(Path folder) {
    Path script = folder.resolve("supervise.sh");
    try (InputStream in = ProcessGroup.class.getResourceAsStream("supervise.sh")) {
      if (in == null) {
        throw new StackException("supervise.sh is missing from this build.");
      }
      Path fresh = Files.createTempFile(folder, "supervise", ".sh");
      Files.write(fresh, in.readAllBytes());
      Files.move(
          fresh, script, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return script;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines of the log, for messages. */
  public String logTail(int lines) {
    try {
      List<String> all = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
