package io.shardsteer.common.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.change.KeyRule.Effect;
import io.shardsteer.common.change.KeyRule.Part;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ConfigChangesTest {
  private static final PipelineConfig REFERENCE = OtherValues.reference();

  private static void keys(String path, Map<?, ?> map, Set<String> into) {
    map.forEach(
        (key, value) -> {
          String at = path.isEmpty() ? String.valueOf(key) : path + "." + key;
          if (value instanceof Map<?, ?> section && !section.isEmpty()) {
            keys(at, section, into);
          } else {
            into.add(at);
          }
        });
  }

  @Test
  void everyKeyOfTheReferenceHasAnotherValueHere() {
    Set<String> keys = new HashSet<>();
    keys("", PipelineConfigs.toMap(REFERENCE), keys);
    assertThat(OtherValues.all().keySet()).isEqualTo(keys);
  }

  /** Taken by routers and controller, or refused by both, and never in part. */
  @TestFactory
  List<DynamicTest> aPushOfAKeyIsTakenByAllPartsOrByNone() {
    return OtherValues.all().entrySet().stream()
        .map(it -> DynamicTest.dynamicTest(it.getKey(), () -> push(it.getKey(), it.getValue())))
        .toList();
  }

  private static void push(String key, PipelineConfig other) {
    ConfigChanges changes = ConfigChanges.between(REFERENCE, other);
    KeyRule rule = KeyRule.of(key);
    assertThat(changes.all()).extracting(KeyChange::rule).contains(rule);
    for (Part function : List.of(Part.ROUTERS, Part.CONTROLLER)) {
      var running = new RunningConfig(function, REFERENCE);
      if (rule.effect() == Effect.PUSH) {
        String changed = running.take(other);
        assertThat(running.current()).isEqualTo(other);
        assertThat(changed.contains(key)).isEqualTo(rule.parts().contains(function));
      } else {
        assertThatThrownBy(() -> running.take(other))
            .hasMessageContaining(" cannot change: " + rule.why())
            .hasMessageContaining(rule.effect() == Effect.NONE ? "of its own" : "deploy FILE");
        assertThat(running.current()).isEqualTo(REFERENCE);
      }
    }
    assertThat(changes.obstacleOfDeploy().isEmpty()).isEqualTo(rule.effect() != Effect.NONE);
  }

  @Test
  void refusesAQueryByAFieldThatRunningRoutersDoNotRead() {
    Map<String, Object> map = PipelineConfigs.toMap(REFERENCE);
    map.put("queries", List.of(Map.of("equal", List.of("colour"))));
    ConfigChanges changes = ConfigChanges.between(REFERENCE, PipelineConfigs.fromMap(map));
    assertThat(changes.obstacle().orElseThrow())
        .contains("queries cannot change: running routers do not read colour.");
    assertThat(changes.obstacleOfDeploy()).isEmpty();
  }

  @Test
  void refusesAPushAsAWholeThatHoldsOneKeyWhichCannotChange() {
    Map<String, Object> map = PipelineConfigs.toMap(REFERENCE);
    map.put("load", "bytes");
    map.put("target_shard_count", 16);
    var running = new RunningConfig(Part.CONTROLLER, REFERENCE);
    assertThatThrownBy(() -> running.take(PipelineConfigs.fromMap(map)))
        .hasMessageContaining("load cannot change")
        .hasMessageNotContaining("target_shard_count");
    assertThat(running.current()).isEqualTo(REFERENCE);
  }

  @Test
  void saysThatNothingChanges() {
    assertThat(ConfigChanges.between(REFERENCE, REFERENCE).all()).isEmpty();
    assertThat(new RunningConfig(Part.ROUTERS, REFERENCE).take(REFERENCE))
        .isEqualTo("nothing changes for it");
  }
}
