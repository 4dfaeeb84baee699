package io.shardsteer.functions.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.control.Controller;
import io.shardsteer.common.control.ControllerAction;
import io.shardsteer.common.control.ControllerAction.PublishTable;
import io.shardsteer.common.message.ControllerCommand.Origin;
import io.shardsteer.common.message.ControllerCommand.Retrain;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControllerLoopTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  private final PipelineConfig config =
      PipelineConfigs.fromYaml(
          """
          pipeline: trips
          input_topic: persistent://public/default/trips
          target_shard_count: 4
          feature_extraction_pipeline:
            - {name: distance, kind: numeric, field: distance}
          """,
          "test");
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private static final Retrain RETRAIN = new Retrain(new Origin("1", "ann", "", 0));

  private final List<ControllerAction> done = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Throwable> bug = new AtomicReference<>();

  @AfterEach
  void stopThread() {
    thread.shutdownNow();
  }

  @Test
  void publishesTheFirstTableAndCarriesActionsOutInOrder() throws Exception {
    ControllerLoop loop = loop(done::add);
    loop.begin(() -> 60_000, view -> {}, status -> {});
    loop.tellAndWait((controller, now) -> controller.onCommand(RETRAIN, now));

    assertThat(done.get(0)).isEqualTo(new PublishTable(RoutingTable.initial(4)));
    assertThat(done).hasAtLeastOneElementOfType(ControllerAction.RequestRetrain.class);
    assertThat(bug).hasNullValue();
  }

  @Test
  void stopsForGoodOnceAnotherControllerHasTakenOver() {
    ControllerLoop loop =
        loop(
            action -> {
              throw new FencedException(new IllegalStateException("fenced"));
            });
    loop.begin(() -> 60_000, view -> {}, status -> {});

    await().until(thread::isTerminated);
    assertThat(bug.get()).isInstanceOf(FencedException.class);
  }

  private ControllerLoop loop(ControllerActions actions) {
    var controller =
        new Controller(config, RoutingHistory.startingWith(RoutingTable.initial(4)), List.of());
    return new ControllerLoop(controller, actions, thread, CLOCK, bug::set);
  }
}
