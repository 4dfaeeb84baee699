package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.config.ChangeWindow;
import io.shardsteer.common.config.ChangeWindow.Change;
import io.shardsteer.common.config.ControlConfig.Adoption;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.ReshardConfig;
import io.shardsteer.common.config.ReshardConfig.Mode;
import io.shardsteer.common.message.ControllerCommand.Pause;
import io.shardsteer.common.message.ControllerCommand.Resume;
import io.shardsteer.common.message.ControllerStatus.Rows;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.QueryReport;
import io.shardsteer.common.message.QueryReport.OldTimes;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshard.Phase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The stream begins on Tuesday 2023-11-14 at 22:13:20 UTC. */
class RowMovesTest {
  private static final int QUESTIONS = 5;

  private static World world(PipelineConfig config) {
    World world = new World(5, config);
    world.stream(40);
    world.answerWithModel();
    return world;
  }

  private static PipelineConfig config(Mode mode, List<ChangeWindow> own, ChangeWindow... all) {
    return Configs.windows(4, Adoption.AUTOMATIC, all)
        .with(new ReshardConfig(mode, 1_000, own, 0.2));
  }

  private static PipelineConfig automatic() {
    return config(Mode.AUTOMATIC, List.of());
  }

  private static ChangeWindow window(String from, String to) {
    return WindowsTest.window(Change.ROWS, "all", from, to, "UTC");
  }

  /** Streams while a reader asks over old times and reads so many shards each time. */
  private static void ask(World world, int seconds, long shards, long newestShards) {
    for (int second = 0; second < seconds; second++) {
      world.stream(1);
      var oldTimes = new OldTimes(QUESTIONS, QUESTIONS * shards, QUESTIONS * newestShards);
      world.controller.onQueries(
          new QueryReport("reader", world.now, QUESTIONS, 1, Map.of(), List.of(), oldTimes),
          world.now);
    }
  }

  private static Rows rows(World world) {
    return world.controller.status(world.now).rows();
  }

  private static void tell(World world, int number, Phase phase, String request) {
    var message =
        new ReshardMessage(
            new Reshard(
                number, world.now - 1_000, world.snapshot.history().latest().revision(), phase),
            "",
            0,
            "",
            Map.of(),
            Map.of(),
            request,
            new ReshardMessage.Progress(900, 100, 0));
    world.obey(world.controller.onReshard(message, world.now));
  }

  private static LoggedDecision only(World world, String kind) {
    List<LoggedDecision> found =
        world.decisions.stream().filter(it -> it.kind().equals(kind)).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void asksForAMoveOnceAModelHasProvedItselfAndReadsGainEnough() {
    World world = world(automatic());
    ask(world, 20, 4, 1);
    assertThat(rows(world).waitingFor()).contains("until model 1 has proved itself");
    assertThat(world.moves).isEmpty();
    ask(world, 100, 4, 1);
    assertThat(world.moves).hasSize(1);
    LoggedDecision planned = only(world, "reshard_planned");
    assertThat(planned.before()).containsEntry("old_times_fan_out", 4.0);
    assertThat(planned.expected()).containsEntry("old_times_fan_out", 1.0);
    // Three of four of the 41,000 hashed rows change shard, and those that rebalances re-routed.
    assertThat(planned.expected().get("moved_records")).isBetween(25_000.0, 60_000.0);
    assertThat(planned.expected().get("move_seconds"))
        .isCloseTo(2 * planned.expected().getOrDefault("moved_records", 0.0) / 1_000, within(1.0));
    assertThat(rows(world).state()).isEqualTo("asked");
    assertThat(rows(world).waitingFor()).contains("mover has not begun");
  }

  @Test
  void asksForNothingByHand() {
    World world = world(config(Mode.BY_HAND, List.of()));
    ask(world, 120, 4, 1);
    assertThat(world.moves).isEmpty();
    assertThat(rows(world)).isEqualTo(Rows.NONE);
  }

  @Test
  void staysWhereReadsWouldGainTooLittle() {
    World world = world(automatic());
    ask(world, 120, 10, 9);
    assertThat(world.moves).isEmpty();
    assertThat(rows(world).waitingFor())
        .contains("9.00 instead of 10.00 shards, 10.0 % fewer", "min_gain is 20.0 %");
  }

  @Test
  void staysWhereNobodyAsksOverOldTimes() {
    World world = world(automatic());
    world.stream(120);
    assertThat(world.moves).isEmpty();
    assertThat(rows(world).waitingFor()).contains("0 questions over old times");
  }

  @Test
  void waitsForItsWindowAndForThatOfAllRows() {
    World world =
        world(config(Mode.AUTOMATIC, List.of(window("22:17", "22:30")), window("22:00", "23:00")));
    ask(world, 140, 4, 1);
    assertThat(world.moves).isEmpty();
    assertThat(rows(world).waitingFor()).isEqualTo("Rows wait until 2023-11-14T22:17:00Z.");
    ask(world, 60, 4, 1);
    assertThat(world.moves).hasSize(1);
  }

  @Test
  void saysThatItsWindowsAreNeverOpenTogether() {
    World world =
        world(config(Mode.AUTOMATIC, List.of(window("01:00", "02:00")), window("03:00", "04:00")));
    ask(world, 120, 4, 1);
    assertThat(world.moves).isEmpty();
    assertThat(rows(world).waitingFor()).contains("never open together");
  }

  @Test
  void waitsWhileRebalancingIsPaused() {
    World world = world(automatic());
    world.command(new Pause(world.origin("1"), true, false));
    ask(world, 120, 4, 1);
    assertThat(world.moves).isEmpty();
    assertThat(rows(world).waitingFor()).isEqualTo("Rows wait until rebalancing is resumed.");
    world.command(new Resume(world.origin("2"), true, false));
    ask(world, 2, 4, 1);
    assertThat(world.moves).hasSize(1);
  }

  @Test
  void leavesAMoveThatIsUnderWayAlone() {
    World world = world(automatic());
    tell(world, 1, Phase.COPYING, "");
    ask(world, 120, 4, 1);
    assertThat(world.moves).isEmpty();
    assertThat(rows(world).state()).isEqualTo("copying");
    assertThat(rows(world).planned()).isEqualTo(900);
    tell(world, 1, Phase.DONE, "");
    ask(world, 10, 1, 1);
    assertThat(world.moves).isEmpty();
    assertThat(rows(world).waitingFor()).contains("0.0 % fewer");
  }

  @Test
  void asksForOneMoveAndSaysAfterwardsWhatItHasBrought() {
    World world = world(automatic());
    ask(world, 120, 4, 1);
    String request = world.moves.get(0).id();
    world.restart();
    ask(world, 10, 4, 1);
    tell(world, 1, Phase.COPYING, request);
    world.command(new Pause(world.origin("1"), true, false));
    assertThat(rows(world))
        .isEqualTo(
            new Rows(
                "automatic",
                "copying",
                1,
                world.snapshot.history().latest().revision(),
                900,
                100,
                0,
                "Rows wait until rebalancing is resumed."));
    world.command(new Resume(world.origin("2"), true, false));
    ask(world, 10, 8, 1);
    assertThat(rows(world).waitingFor()).isEmpty();
    tell(world, 1, Phase.DELETING, request);
    tell(world, 1, Phase.DONE, request);
    assertThat(only(world, "resharded").trigger()).isEqualTo("reshard.min_gain");
    world.restart();
    ask(world, 10, 1, 1);
    LoggedDecision measured = only(world, "reshard_measured");
    assertThat(measured.before()).containsEntry("old_times_fan_out", 4.0);
    assertThat(measured.expected()).containsEntry("old_times_fan_out", 1.0);
    assertThat(measured.after()).containsEntry("old_times_fan_out", 1.0);
    assertThat(world.moves).hasSize(1);
    assertThat(rows(world).waitingFor()).contains("0.0 % fewer");
  }

  @Test
  void costsNothingWhereAllRowsAreInPlace() {
    World world = new World(5, automatic());
    ask(world, 40, 4, 1);
    assertThat(world.moves).isEmpty();
    assertThat(rows(world).waitingFor()).isEqualTo("Rows stay: none would change place.");
  }
}
