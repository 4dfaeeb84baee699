package io.shardsteer.common.steering;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.Fuzz;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sketches that somebody else put into a report. */
class OrderKeySketchFuzzTest {
  @Test
  void damagedSketchesAreReadAsOrderKeysOrRefused() {
    List<byte[]> good =
        Stream.of(1, 3, 40, 3_000)
            .map(OrderKeySketchFuzzTest::sketch)
            .map(sketch -> Base64.getDecoder().decode(sketch.toText()))
            .toList();
    Fuzz fuzz =
        new Fuzz()
            .run(
                random -> {
                  byte[] damaged =
                      Fuzz.damaged(good.subList(0, random.nextInt(50) > 0 ? 3 : 4), random);
                  SketchedOrderKeys sketch;
                  try {
                    sketch =
                        SketchedOrderKeys.fromText(Base64.getEncoder().encodeToString(damaged));
                  } catch (IllegalArgumentException refused) {
                    return false;
                  }
                  AtomicLong weights = new AtomicLong();
                  sketch.forEach(
                      (orderKey, weight) -> {
                        assertThat(orderKey >= 0 && orderKey < 1 && weight > 0)
                            .as("%s times %d", orderKey, weight)
                            .isTrue();
                        weights.addAndGet(weight);
                      });
                  assertThat(weights.get()).isEqualTo(sketch.count());
                  return true;
                });
    assertThat(fuzz.taken()).isPositive();
    assertThat(fuzz.refused()).isPositive();
  }

  private static OrderKeySketch sketch(int additions) {
    OrderKeySketch sketch = OrderKeySketch.forShards(4);
    for (int i = 0; i < additions; i++) {
      sketch.add(i / (double) additions);
    }
    return sketch;
  }
}
