package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.ChangeWindow;
import io.shardsteer.common.config.ChangeWindow.Change;
import io.shardsteer.common.config.ControlConfig.Adoption;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ControllerCommand.Approve;
import io.shardsteer.common.message.ControllerCommand.Pause;
import io.shardsteer.common.message.ControllerCommand.Resume;
import io.shardsteer.common.steering.RoutingTable;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The stream begins on Tuesday 2023-11-14 at 22:13:20 UTC. */
class WindowedControllerTest {
  private static World world(Adoption adoption, ChangeWindow... windows) {
    return new World(3, Configs.windows(4, adoption, windows));
  }

  private static ChangeWindow window(Change change, String from, String to) {
    return WindowsTest.window(change, "all", from, to, "UTC");
  }

  private static RoutingTable latest(World world) {
    return world.snapshot.history().latest();
  }

  private static String waits(World world) {
    return world.controller.status(world.now).waitingFor();
  }

  private static void reconfigure(World world, PipelineConfig config) {
    world.config = config;
    world.tally.splitInto(config.shards().targetShardCount());
    world.obey(world.controller.onConfig(config, world.now));
  }

  @Test
  void asksForModelsAndAdoptsThemOnlyWithinTheirWindow() {
    World world = world(Adoption.AUTOMATIC, window(Change.MODELS, "22:15", "22:16"));
    world.stream(90);
    assertThat(world.requests).isEmpty();
    assertThat(waits(world)).contains("Models stay until 2023-11-14T22:15:00Z.");
    world.stream(20);
    assertThat(world.requests).hasSize(1);
    world.stream(60);
    world.answerWithModel();
    assertThat(latest(world).model().isHash()).isTrue();
    assertThat(waits(world)).contains("Model 1 waits until models may change, 2023-11-15T22:15");
    world.restart();
    world.now = Instant.parse("2023-11-15T22:15:00Z").toEpochMilli() - 1;
    world.obey(world.controller.onTick(world.now));
    assertThat(latest(world).model().isHash()).isTrue();
    world.now++;
    world.obey(world.controller.onTick(world.now));
    assertThat(latest(world).model().version()).isEqualTo(1);
  }

  @Test
  void anOperatorApprovesAndABadModelIsTakenBackAtAnyTime() {
    World world = world(Adoption.BY_APPROVAL, window(Change.MODELS, "22:13", "22:14"));
    world.stream(60);
    world.answerWithModel();
    world.command(new Approve(world.origin("1"), ""));
    assertThat(latest(world).model().version()).isEqualTo(1);
    world.rejectShare = 0.3;
    world.stream(30);
    assertThat(world.kinds()).contains("reverted");
    assertThat(latest(world).model().isHash()).isTrue();
  }

  @Test
  void theNumberOfShardsWaitsForItsWindowWhileEverythingElseGoesOn() {
    World world = world(Adoption.AUTOMATIC, window(Change.SHARD_COUNT, "22:15", "22:16"));
    world.stream(5);
    reconfigure(
        world,
        Configs.windows(8, Adoption.AUTOMATIC, window(Change.SHARD_COUNT, "22:15", "22:16")));
    assertThat(world.decisions.get(world.decisions.size() - 1).message())
        .contains("Shards stay 4 instead of 8 until 2023-11-14T22:15:00Z.");
    world.stream(30);
    world.answerWithModel();
    world.restart();
    world.stream(60);
    assertThat(latest(world).model().version()).isEqualTo(1);
    assertThat(latest(world).shards()).hasSize(4);
    assertThat(world.kinds()).contains("rebalanced");
    assertThat(waits(world)).contains("Shards stay 4 instead of 8 until");
    world.stream(10);
    assertThat(latest(world).shards()).hasSize(8);
    assertThat(waits(world)).doesNotContain("Shards");
  }

  @Test
  void aPauseOfRebalancingHoldsTheNumberOfShardsBackAndNothingElse() {
    World world = world(Adoption.AUTOMATIC);
    world.command(new Pause(world.origin("1"), true, false));
    reconfigure(world, Configs.shards(8));
    world.stream(40);
    assertThat(latest(world).shards()).hasSize(4);
    assertThat(waits(world)).contains("until rebalancing is resumed");
    world.answerWithModel();
    assertThat(latest(world).model().version()).isEqualTo(1);
    world.command(new Resume(world.origin("2"), true, false));
    world.stream(5);
    assertThat(latest(world).shards()).hasSize(8);
  }

  @Test
  void splitPointsMoveOnlyWithinTheirWindow() {
    World world = world(Adoption.AUTOMATIC, window(Change.REBALANCING, "22:15", "22:30"));
    world.stream(40);
    world.answerWithModel();
    world.stream(50);
    assertThat(world.kinds()).doesNotContain("rebalanced");
    assertThat(waits(world)).contains("Split points stay until 2023-11-14T22:15:00Z.");
    world.stream(60);
    assertThat(world.kinds()).contains("rebalanced");
  }
}
