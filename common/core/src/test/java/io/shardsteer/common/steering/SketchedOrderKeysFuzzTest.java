package io.shardsteer.common.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.Fuzz;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.junit.jupiter.api.Test;

/** Order keys that somebody else put into a report. */
class SketchedOrderKeysFuzzTest {
  @Test
  void damagedOrderKeysAreReadAsOrderKeysOrRefused() {
    List<byte[]> good =
        Stream.of(1, 3, 40, 3_000)
            .flatMap(additions -> Stream.of(sketch(additions), quantiles(additions)))
            .toList();
    Fuzz fuzz =
        new Fuzz()
            .run(
                random -> {
                  byte[] damaged =
                      Fuzz.damaged(good.subList(0, random.nextInt(50) > 0 ? 6 : 8), random);
                  SketchedOrderKeys read;
                  try {
                    String text = Base64.getEncoder().encodeToString(damaged);
                    read = SketchedOrderKeys.fromText(text);
                  } catch (IllegalArgumentException refused) {
                    return false;
                  }
                  assertThat(read.orderKeys()).isSorted();
                  assertThat(Arrays.stream(read.orderKeys())).allMatch(it -> it >= 0 && it < 1);
                  assertThat(Arrays.stream(read.weights())).allMatch(it -> it > 0);
                  double count = (double) read.count();
                  assertThat(Arrays.stream(read.weights()).sum())
                      .isCloseTo(count, within(1e-6 * count));
                  return true;
                });
    assertThat(fuzz.taken()).isPositive();
    assertThat(fuzz.refused()).isPositive();
  }

  /** As earlier versions sent it. */
  private static byte[] sketch(int additions) {
    KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(1_024);
    for (int i = 0; i < additions; i++) {
      sketch.update(i / (double) additions);
    }
    return KllWriter.of(sketch);
  }

  private static byte[] quantiles(int additions) {
    OrderKeySketch sketch = OrderKeySketch.forShards(4);
    for (int i = 0; i < additions; i++) {
      sketch.add(i / (double) additions);
    }
    return Base64.getDecoder().decode(SketchedOrderKeys.toText(sketch, 500, 0.3));
  }
}
