package io.shardsteer.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessGroupTest {
  @TempDir Path folder;

  @Test
  void endsTheChildrenOfACommandToo() {
    ProcessGroup group =
        ProcessGroup.start(bash("sleep 1000 & sleep 1000"), ProcessGroup.Life.OWNED);
    Awaitility.await().until(() -> group.children().size() == 2);
    List<ProcessHandle> children = group.children();

    group.kill();

    assertThat(group.isAlive()).isFalse();
    Awaitility.await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void keepsWhatTheCommandPrints() {
    ProcessGroup group =
        ProcessGroup.start(bash("echo $GREETING; echo two >&2"), ProcessGroup.Life.OWNED);

    Awaitility.await().until(() -> group.logTail(2).equals("hello\ntwo"));
  }

  @Test
  void killsACommandThatDoesNotEndWhenAsked() {
    ProcessGroup group =
        ProcessGroup.start(
            bash("trap '' TERM; echo ready; while true; do sleep 0.1; done"),
            ProcessGroup.Life.OWNED);
    Awaitility.await().until(() -> group.logTail(1).equals("ready"));

    group.stop(Duration.ofMillis(300));

    assertThat(group.isAlive()).isFalse();
  }

  @Test
  void findsADetachedCommandAgainByIdAndStartTime() throws Exception {
    ProcessGroup group = ProcessGroup.start(bash("sleep 1000"), ProcessGroup.Life.DETACHED);

    assertThat(ProcessGroup.find("sleeper", folder).map(ProcessGroup::pid)).contains(group.pid());

    Files.writeString(folder.resolve("sleeper.process"), group.pid() + " 1");
    assertThat(ProcessGroup.find("sleeper", folder)).isEmpty();
    assertThat(ProcessGroup.find("stranger", folder)).isEmpty();

    group.kill();
    assertThat(group.isAlive()).isFalse();
  }

  @Test
  void aPausedCommandStandsStillUntilItIsResumed() throws Exception {
    Path ticks = folder.resolve("ticks");
    ProcessGroup group =
        ProcessGroup.start(
            bash("while true; do echo tick >> " + ticks + "; sleep 0.02; done"),
            ProcessGroup.Life.OWNED);
    Awaitility.await().until(() -> Files.exists(ticks));

    group.pause();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(200))
        .until(() -> Files.size(ticks), new SameAsBefore()::test);
    long paused = Files.size(ticks);
    group.resume();

    Awaitility.await().until(() -> Files.size(ticks) > paused);
    group.kill();
  }

  @Test
  void saysWhichCommandCouldNotBeStarted() {
    ProcessGroup.Launch nowhere =
        new ProcessGroup.Launch(
            "nowhere", List.of("true"), Map.of(), Path.of("/dev/null/not-a-folder"));

    assertThatThrownBy(() -> ProcessGroup.start(nowhere, ProcessGroup.Life.OWNED))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("nowhere could not be started");
  }

  private ProcessGroup.Launch bash(String script) {
    return new ProcessGroup.Launch(
        "sleeper", List.of("bash", "-c", script), Map.of("GREETING", "hello"), folder);
  }

  /** True from the second of two equal values on. */
  private static final class SameAsBefore {
    private long before = -1;

    boolean test(Long now) {
      boolean same = now == before;
      before = now;
      return same;
    }
  }
}
