package io.shardsteer.deploy.cli.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PipelineTopicsTest {
  private final PipelineTopics topics =
      PipelineTopics.of(PipelineFile.read(Path.of("../pipelines/bikes.yaml")));

  @Test
  void everyShardKeepsWhatWasRoutedToItForEver() {
    assertThat(topics.topics())
        .filteredOn(topic -> topic.name().contains("-shard-"))
        .hasSize(8)
        .allMatch(topic -> topic.retentionMinutes() == PipelineTopics.UNLIMITED);
  }

  @Test
  void compactsWhatIsReadFromTheBeginningByKey() {
    assertThat(topics.topics())
        .filteredOn(topic -> topic.compactionBytes() > 0)
        .extracting(PipelineTopics.Topic::name)
        .containsExactlyInAnyOrder(
            "persistent://public/default/bikes-routing",
            "persistent://public/default/bikes-late-tables",
            "persistent://public/default/bikes-config",
            "persistent://public/default/bikes-reshards",
            "persistent://public/default/bikes-replays",
            "persistent://public/default/bikes-reports",
            "persistent://public/default/bikes-controller-status",
            "persistent://public/default/bikes-controller-checkpoint");
  }

  @Test
  void leavesTheInputTopicsRetentionToItsOwner() {
    assertThat(topics.topics().get(0).name()).isEqualTo("persistent://public/default/bikes");
    assertThat(topics.topics().get(0).hasRetention()).isFalse();
  }

  @Test
  void keepsTheDecisionLogAsLongAsThePipelineFileSays() {
    assertThat(topics.topics())
        .filteredOn(topic -> topic.name().endsWith("-decisions"))
        .extracting(PipelineTopics.Topic::retentionMinutes)
        .containsExactly(90 * 24 * 60);
  }
}
