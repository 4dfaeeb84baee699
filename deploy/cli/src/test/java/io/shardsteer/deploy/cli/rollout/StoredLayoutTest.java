package io.shardsteer.deploy.cli.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.steering.LayoutChange;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshard.Phase;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.TableLayout;
import io.shardsteer.common.store.RowLayouts;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredLayoutTest {
  private static final PipelineConfig BY_KEY = config("row_order: key");
  private static final PipelineConfig BY_POSITION = config("row_order: position");
  private static final PipelineConfig BY_CITY = config("partition_key: [city]");

  private static PipelineConfig config(String storage) {
    return PipelineConfigs.fromYaml(
        """
        pipeline: trips
        input_topic: trips
        feature_extraction_pipeline: [{kind: numeric, field: x}]
        storage:
          columns: [{name: city, type: text}]
          %s
        """
            .formatted(storage.replace("\n", "\n  ")),
        "trips.yaml");
  }

  private static TableLayout layout(PipelineConfig config) {
    return RowLayouts.of(config.storage().layout());
  }

  private static final LayoutChange TO_POSITION =
      new LayoutChange(layout(BY_KEY), layout(BY_POSITION));

  private static StoredLayout stored(PipelineConfig file, Phase phase) {
    return new StoredLayout(
        file, Reshards.NONE.with(new Reshard(1, 0, 0, phase, List.of(TO_POSITION))));
  }

  private static StoredLayout neverMoved(PipelineConfig file) {
    return new StoredLayout(file, Reshards.NONE);
  }

  @Test
  void refusesAFileOfTheFormerLayoutFromTheBeginningOfTheMoveOn() {
    neverMoved(BY_KEY).requireFile();
    for (Phase phase : Phase.values()) {
      stored(BY_POSITION, phase).requireFile();
      assertThatThrownBy(() -> stored(BY_KEY, phase).requireFile())
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("the rows  row_order: position")
          .hasMessageContaining("the file  row_order: key, partition_key: [key]")
          .hasMessageContaining("steer reshard --to-layout key FILE");
    }
  }

  @Test
  void changesFromWhatRunsToWhatTheFileSays() {
    assertThat(neverMoved(BY_POSITION).change(BY_KEY)).contains(TO_POSITION);
    assertThat(neverMoved(BY_POSITION).change(BY_POSITION)).isEmpty();
    assertThat(neverMoved(BY_CITY).change(BY_POSITION))
        .contains(new LayoutChange(layout(BY_POSITION), layout(BY_CITY)));
  }

  @Test
  void goesOnWithTheChangeThatIsUnderWay() {
    for (Phase phase : List.of(Phase.COPYING, Phase.DELETING)) {
      assertThat(stored(BY_POSITION, phase).change(BY_KEY)).contains(TO_POSITION);
      assertThat(stored(BY_POSITION, phase).isChanging()).isTrue();
      assertThat(stored(BY_POSITION, phase).all().stream().map(StoredLayoutTest::layout))
          .containsExactly(layout(BY_KEY), layout(BY_POSITION));
    }
    // The functions run with the former file until the next one is deployed.
    assertThat(stored(BY_POSITION, Phase.DONE).change(BY_KEY)).isEmpty();
    assertThat(stored(BY_POSITION, Phase.DONE).isChanging()).isFalse();
    assertThat(stored(BY_POSITION, Phase.DONE).all()).containsExactly(BY_POSITION);
  }

  @Test
  void movesBackFromWhereRowsWereMovedToWhateverRuns() {
    for (PipelineConfig running : List.of(BY_KEY, BY_POSITION)) {
      assertThat(stored(BY_KEY, Phase.DONE).change(running))
          .contains(new LayoutChange(layout(BY_POSITION), layout(BY_KEY)));
    }
  }

  @Test
  void refusesWhatNoRowCanMoveTo() {
    assertThatThrownBy(() -> neverMoved(BY_CITY).change(BY_KEY))
        .hasMessageContaining("same row_order");
    PipelineConfig rejecting = config("partition_key: [city]\nnull_keys: reject");
    assertThatThrownBy(() -> neverMoved(rejecting).change(BY_POSITION))
        .hasMessageContaining("Use null_keys: spread");
    PipelineConfig unique =
        config("partition_key: [city]\nclustering: []\nunique_key: true\nnull_keys: reject");
    assertThatThrownBy(() -> neverMoved(BY_POSITION).change(unique))
        .hasMessageContaining("unique_key");
  }
}
