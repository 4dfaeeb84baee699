package io.shardsteer.common.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.steering.LayoutChange;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshard.Phase;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.TableLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowLayoutsTest {
  private static final PipelineConfig BY_CITY =
      config(
          "columns: [{name: city, type: text, if_null: none}, {name: at, type: timestamp}]",
          "partition_key: [city]",
          "clustering: [at desc]",
          "null_buckets: 16");
  private static final PipelineConfig BY_POSITION =
      config(
          "row_order: position",
          "columns: [{name: city, type: text}, {name: at, type: timestamp}]");

  private static PipelineConfig config(String... storage) {
    return PipelineConfigs.fromYaml(
        """
        pipeline: trips
        input_topic: trips
        feature_extraction_pipeline: [{kind: numeric, field: x}]
        storage:
          %s
        """
            .formatted(String.join("\n  ", storage)),
        "trips.yaml");
  }

  private static Reshards moved(PipelineConfig from, PipelineConfig to, Phase phase) {
    var change = new LayoutChange(layout(from), layout(to));
    return Reshards.NONE.with(new Reshard(1, 0, 0, phase, List.of(change)));
  }

  private static TableLayout layout(PipelineConfig config) {
    return RowLayouts.of(config.storage().layout());
  }

  @Test
  void goesByTheFileWhereRowsWereNeverMovedToAnotherLayout() {
    assertThat(RowLayouts.written(BY_CITY, Reshards.NONE)).isSameAs(BY_CITY);
    assertThat(RowLayouts.readable(BY_CITY, Reshards.NONE)).containsExactly(BY_CITY);
  }

  @Test
  void goesByTheMoveWhateverTheFileSays() {
    Reshards moves = moved(BY_CITY, BY_POSITION, Phase.DONE);
    for (PipelineConfig file : List.of(BY_CITY, BY_POSITION)) {
      PipelineConfig written = RowLayouts.written(file, moves);
      assertThat(written.storage().layout().isByPosition()).isTrue();
      assertThat(layout(written)).isEqualTo(layout(BY_POSITION));
      assertThat(RowLayouts.readable(file, moves)).containsExactly(written);
    }
  }

  @Test
  void readsBothLayoutsWhileRowsAreCopiedWhicheverTheFileSays() {
    for (PipelineConfig file : List.of(BY_CITY, BY_POSITION)) {
      List<PipelineConfig> readable =
          RowLayouts.readable(file, moved(BY_CITY, BY_POSITION, Phase.COPYING));
      assertThat(readable.stream().map(it -> it.storage().layout()))
          .containsExactly(BY_CITY.storage().layout(), BY_POSITION.storage().layout());
    }
  }

  @Test
  void comesBackWithStandInsBucketsAndDirections() {
    PipelineConfig back = RowLayouts.written(BY_POSITION, moved(BY_POSITION, BY_CITY, Phase.DONE));
    assertThat(back.storage().layout()).isEqualTo(BY_CITY.storage().layout());
  }

  @Test
  void refusesAFileWithoutAColumnOfThePrimaryKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RowLayouts.written(
                    config("row_order: position"), moved(BY_POSITION, BY_CITY, Phase.DONE)))
        .withMessageContaining("by a column city")
        .withMessageContaining("storage.columns");
  }
}
