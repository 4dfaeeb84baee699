package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCheckpoint.Pinned;
import io.shardsteer.common.message.ControllerCommand.Pause;
import io.shardsteer.common.message.ControllerCommand.Resume;
import io.shardsteer.common.message.ControllerCommand.Rollback;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A controller that ends at any moment is followed by one that goes on as it would have. */
class RestartTest {
  /** Random sequences of events; a long run tries 10,000. */
  private static final int SEQUENCES = Integer.getInteger("shardsteer.sequences", 200);

  private static final int EVENTS = 12;
  private static final double PINNED_SHARE = 0.15;

  /** By how much a share that is measured over ten seconds differs by chance. */
  private static final double SHARE_CHANCE = 0.02;

  private final World world = new World(1);

  private void adopt() {
    world.stream(30);
    world.answerWithModel();
  }

  @Test
  void aModelUnderWhichRecordsAreRejectedIsTakenBackThoughTheControllerRestarts() {
    adopt();
    world.stream(5);
    world.restart();
    world.rejectShare = 0.2;
    world.stream(40);
    assertThat(world.kinds()).contains("reverted");
  }

  @Test
  void aLostCheckpointDoesNotDisarmProbation() {
    adopt();
    world.stream(5);
    world.restartWithoutCheckpoint();
    world.rejectShare = 0.2;
    world.stream(40);
    assertThat(world.kinds()).contains("reverted");
  }

  @Test
  void oneRefusalAfterARestartDoesNotPostponeTheNextRequestForLong() {
    world.stream(600);
    world.restartWithoutCheckpoint();
    world.stream(3);
    world.refuse();
    int before = world.requests.size();
    world.stream(120);
    assertThat(world.requests).hasSizeGreaterThan(before);
  }

  @Test
  void aRequestInFlightIsNotSentAgainByTheNextController() {
    world.stream(40);
    assertThat(world.requests).hasSize(1);
    world.restart();
    world.stream(60);
    assertThat(world.requests).hasSize(1);
    world.answerWithModel();
    assertThat(world.snapshot.history().latest().model().version()).isEqualTo(1);
  }

  @Test
  void pausedModelsStayPausedAndACandidateWaitsUntilTheyAreResumed() {
    world.stream(40);
    world.command(new Pause(world.origin("1"), true, true));
    world.restart();
    world.answerWithModel();
    assertThat(world.snapshot.history().latest().revision()).isZero();
    world.restart();
    assertThat(world.controller.status(world.now).candidates()).hasSize(1);
    assertThat(world.controller.status(world.now).pauses()).hasSize(2);
    world.command(new Resume(world.origin("2"), true, true));
    assertThat(world.snapshot.history().latest().model().version()).isEqualTo(1);
    assertThat(world.decisions)
        .filteredOn(it -> it.kind().equals("paused") || it.kind().equals("resumed"))
        .allSatisfy(it -> assertThat(it.who()).isEqualTo("ann"))
        .allSatisfy(it -> assertThat(it.message()).contains("release"))
        .hasSize(2);
  }

  @Test
  void aCommandThatComesTwiceTakesEffectOnce() {
    adopt();
    world.stream(10);
    var command = new Rollback(world.origin("1"), Rollback.Target.HASH, 0);
    world.command(command);
    long revision = world.snapshot.history().latest().revision();
    world.restart();
    world.command(command);
    assertThat(world.snapshot.history().latest().revision()).isEqualTo(revision);
    assertThat(world.snapshot.history().latest().model().isHash()).isTrue();
    assertThat(world.answers).allMatch(CommandAnswer::accepted).hasSize(2);
    world.stream(60);
    assertThat(world.requests).as("models stay paused after a rollback").hasSize(1);
  }

  @Test
  void goesBackToAModelOnAnOperatorsWord() {
    adopt();
    world.stream(90);
    world.command(new Rollback(world.origin("1"), Rollback.Target.HASH, 0));
    world.stream(10);
    world.command(new Rollback(world.origin("2"), Rollback.Target.MODEL, 1));
    assertThat(world.snapshot.history().latest().model().version()).isEqualTo(1);
    world.command(new Rollback(world.origin("3"), Rollback.Target.MODEL, 77));
    assertThat(world.answers.get(2).accepted()).isFalse();
  }

  @Test
  void aSuccessorKnowsWhatPinsBringBeforeTheFirstReport() {
    World pinned = pinnedWorld(1);
    pinned.stream(60);
    double before = pinnedShare(pinned);
    assertThat(before).isCloseTo(PINNED_SHARE, within(SHARE_CHANCE));
    pinned.restart();
    assertThat(pinnedShare(pinned)).isEqualTo(before);
  }

  /**
   * Two worlds see the same random events; in one the controller is replaced at random moments. Its
   * slow loop decides the same at the same times. Every other pair has a pinned key.
   */
  @Test
  void decidesAsAControllerThatWasNeverReplaced() {
    for (long seed = 0; seed < SEQUENCES; seed++) {
      var events = new SplittableRandom(seed);
      boolean pins = seed % 2 == 1;
      var one = pins ? pinnedWorld(seed) : new World(seed);
      var other = pins ? pinnedWorld(seed) : new World(seed);
      for (int event = 0; event < EVENTS; event++) {
        int what = events.nextInt(8);
        int number = event;
        for (World each : List.of(one, other)) {
          happen(each, what, number);
        }
        if (events.nextBoolean()) {
          Pinned known = other.checkpoint.orElseThrow().pinned();
          other.restart();
          assertThat(other.checkpoint.orElseThrow().pinned()).isEqualTo(known);
        }
      }
      assertThat(slow(other)).as("seed %d", seed).isEqualTo(slow(one));
    }
  }

  private static World pinnedWorld(long seed) {
    var world = new World(seed, Configs.pinned(4, Simulation.FIXED_KEY, 1));
    world.fixedKeyShare = PINNED_SHARE;
    return world;
  }

  /** By the newest checkpoint; 0 without pins. */
  private static double pinnedShare(World world) {
    Pinned known = world.checkpoint.orElseThrow().pinned();
    return known.pinned().getOrDefault(1, 0.0) / Math.max(1, known.load());
  }

  private static void happen(World world, int what, int number) {
    String id = "c" + number;
    switch (what) {
      case 0 -> world.command(new Pause(world.origin(id), number % 2 == 0, true));
      case 1, 2 -> world.command(new Resume(world.origin(id), true, true));
      case 3 -> {
        if (!world.requests.isEmpty()) {
          world.answerWithModel();
        }
      }
      case 4 -> world.command(new Rollback(world.origin(id), Rollback.Target.HASH, 0));
      case 5 -> {
        if (!world.requests.isEmpty()) {
          world.refuse();
        }
      }
      default -> world.stream(10);
    }
  }

  /** What was decided about models, and when. */
  private static List<String> slow(World world) {
    return world.decisions.stream()
        .filter(it -> !it.kind().equals("started") && !it.trigger().equals("rebalanced"))
        .filter(it -> !it.kind().equals("rebalanced") && !it.kind().startsWith("resolution"))
        .map(it -> it.atMillis() + " " + it.kind() + " " + it.trigger())
        .toList();
  }
}
