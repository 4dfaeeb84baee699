package io.shardsteer.functions.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterInstanceTest {
  private static final String INPUT = "persistent://public/default/bikes";

  // Whoever took records from Pulsar and read the topic as well would acknowledge them unrouted.
  @ParameterizedTest
  @ValueSource(strings = {"bikes", "public/default/bikes", INPUT})
  void knowsTheInputTopicByEachOfItsNames(String name) {
    assertThat(RouterInstance.readsFor(List.of("other", name), INPUT)).isTrue();
  }

  @Test
  void doesNotTakeAnotherTopicForTheInput() {
    assertThat(RouterInstance.readsFor(List.of(INPUT + "-config", "t/n/bikes"), INPUT)).isFalse();
  }
}
