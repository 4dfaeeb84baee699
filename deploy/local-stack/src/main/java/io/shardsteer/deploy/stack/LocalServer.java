package io.shardsteer.deploy.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One server of a stack: a process group with fixed ports, which can be stopped, killed, paused and
 * started again on the same data. Not thread-safe.
 */
public abstract class LocalServer implements StackServer {
  /** How many times its usual limit a start may take while the server's log still grows. */
  private static final int SLOWEST_START = 4;

  /** How many times a server that runs is asked before it counts as one that hangs. */
  private static final int LOOKS = 3;

  private final String name;
  private final Path folder;
  private final ProcessGroup.Life life;
  private final Duration readyLimit;
  private @Nullable ProcessGroup group;

  LocalServer(String name, Path folder, ProcessGroup.Life life, Duration readyLimit) {
    this.name = name;
    this.folder = folder;
    this.life = life;
    this.readyLimit = readyLimit;
  }

  /** What to run, with every file that it needs written. */
  abstract ProcessGroup.Launch launch();

  /** Whether it serves. */
  abstract boolean isReady();

  public String name() {
    return name;
  }

  /** Configuration, data and logs. */
  public Path folder() {
    return folder;
  }

  ProcessGroup.Life life() {
    return life;
  }

  /** What the server prints. */
  public Path log() {
    return folder.resolve(name + ".log");
  }

  /** The processes; empty while the server is stopped. */
  public Optional<ProcessGroup> group() {
    return Optional.ofNullable(group).filter(ProcessGroup::isAlive);
  }

  /**
   * Starts the server and waits until it serves.
   *
   * @throws StackException if it ends early or does not serve in time; it is then ended
   */
  @Override
  public void start() {
    begin();
    awaitReady();
  }

  /** What has to be done once the server serves, before anyone uses it; again after a restart. */
  void prepare() {}

  /** Starts the server without waiting. */
  void begin() {
    if (group().isEmpty()) {
      group = ProcessGroup.start(launch(), life);
    }
  }

  /** Takes over a server that another JVM started. */
  void adopt(ProcessGroup running) {
    group = running;
  }

  /**
   * Waits until the server serves: as long as its log grows, on a busy machine for several times
   * its usual start.
   */
  public void awaitReady() {
    long begun = System.nanoTime();
    long lastProgress = begun;
    long logged = 0;
    while (!isReady()) {
      ProcessGroup started = group;
      if (started == null || !started.isAlive()) {
        throw failed("ended while it was starting");
      }
      long now = System.nanoTime();
      long size = logSize();
      if (size != logged) {
        logged = size;
        lastProgress = now;
      }
      if (now - lastProgress > readyLimit.toNanos()
          || now - begun > SLOWEST_START * readyLimit.toNanos()) {
        started.kill();
        throw failed("did not answer within %d s".formatted((now - begun) / 1_000_000_000));
      }
      Pause.forMillis(200);
    }
    prepare();
  }

  private long logSize() {
    try {
      return Files.size(log());
    } catch (IOException notThereYet) {
      return 0;
    }
  }

  /** Says in three lines what happened, and keeps the log that it names. */
  private StackException failed(String what) {
    Path kept = folder.resolve("../../" + name + "-failed.log").normalize();
    String reason = "The log is empty.";
    try {
      List<String> lines = Files.readAllLines(log(), StandardCharsets.ISO_8859_1);
      reason = StartFailure.reason(lines);
      Files.copy(log(), kept, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unreadable) {
      kept = log();
    }
    return new StackException("%s %s.\n%s\nThe whole log: %s".formatted(name, what, reason, kept));
  }

  /** What is wrong with the server; looks at it again and again, so that a short pause is none. */
  Optional<String> trouble() {
    if (group().isEmpty()) {
      return Optional.of("%s has ended. %s".formatted(name, lastWords()));
    }
    for (int i = 0; i < LOOKS; i++) {
      if (isReady()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        "%s runs, but does not answer: it hangs, or the machine is overloaded. Its log: %s"
            .formatted(name, log()));
  }

  private String lastWords() {
    try {
      return StartFailure.reason(Files.readAllLines(log(), StandardCharsets.ISO_8859_1));
    } catch (IOException unreadable) {
      return "Its log: " + log();
    }
  }

  /** Ends the server in an orderly way. */
  @Override
  public void stop() {
    group().ifPresent(running -> running.stop(Duration.ofSeconds(30)));
  }

  /** Ends the server at once, as a crash would (SIGKILL). */
  @Override
  public void kill() {
    group().ifPresent(ProcessGroup::kill);
  }

  /** Freezes the server, as a long pause or a network partition would (SIGSTOP). */
  @Override
  public void pause() {
    group().ifPresent(ProcessGroup::pause);
  }

  /** Lets a frozen server go on (SIGCONT). */
  @Override
  public void resume() {
    group().ifPresent(ProcessGroup::resume);
  }

  /** Stops the server in an orderly way and starts it on the same data and ports. */
  public void restart() {
    stop();
    start();
  }
}
