package io.shardsteer.common.mojo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.shardsteer.common.feature.FeatureColumn;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.model.ModelManifest;
import io.shardsteer.common.model.ModelManifest.TestVector;
import io.shardsteer.common.steering.PositionModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestVectorsTest {
  private final ModelManifest manifest =
      new ModelManifest(
          "rides",
          1,
          "decision_tree",
          List.of(new FeatureColumn("hour", List.of())),
          JsonNodeFactory.instance.objectNode(),
          "",
          0,
          Map.of(),
          List.of(new TestVector(List.of(3.0), 0.25), new TestVector(List.of(9.0), 0.5)),
          JsonNodeFactory.instance.objectNode(),
          JsonNodeFactory.instance.objectNode());

  @Test
  void acceptsAnswersWithinTheTolerance() {
    TestVectors.check(hours -> (hours[0] == 3 ? 0.25 : 0.5) + 9e-7, manifest);
  }

  @Test
  void refusesAnswersOutsideTheToleranceAndThoseThatAreNoNumbers() {
    assertRefused(hours -> 0.25, "answers 0.25 to test vector 1, but it must answer 0.5");
    assertRefused(hours -> Double.NaN, "answers NaN to test vector 0");
  }

  @Test
  void refusesAModelThatIsTooSlow() {
    PositionModel slow =
        hours -> {
          long until = System.nanoTime() + 2_000_000;
          while (System.nanoTime() < until) {
            Thread.onSpinWait();
          }
          return hours[0] == 3 ? 0.25 : 0.5;
        };
    assertRefused(slow, "µs a record, more than 500 µs");
  }

  private void assertRefused(PositionModel model, String message) {
    assertThatThrownBy(() -> TestVectors.check(model, manifest))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining(message);
  }
}
