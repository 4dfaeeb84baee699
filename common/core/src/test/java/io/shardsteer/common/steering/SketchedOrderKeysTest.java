package io.shardsteer.common.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.junit.jupiter.api.Test;

class SketchedOrderKeysTest {
  private static final long SEED = 20261130;

  private final SplittableRandom random = new SplittableRandom(SEED);

  private OrderKeySketch sketch(int additions) {
    OrderKeySketch sketch = OrderKeySketch.forShards(1_024);
    for (int i = 0; i < additions; i++) {
      sketch.add(OrderKey.of(random.nextDouble(), random.nextLong()));
    }
    return sketch;
  }

  @Test
  void fewOrderKeysTravelExactly() {
    OrderKeySketch sketch = OrderKeySketch.forShards(8);
    double[] added = random.doubles(300).map(it -> OrderKey.of(it, 7)).sorted().toArray();
    Arrays.stream(added).forEach(sketch::add);
    SketchedOrderKeys read = SketchedOrderKeys.fromText(SketchedOrderKeys.toText(sketch, 300, 0.5));
    assertThat(read.orderKeys()).containsExactly(added);
    assertThat(read.weights()).containsOnly(1);
    assertThat(SketchedOrderKeys.toText(OrderKeySketch.forShards(8), 300, 0.5)).isEmpty();
  }

  @Test
  void manyAreThinnedToQuantilesThatTakeSevenBytesAtMost() {
    OrderKeySketch sketch = sketch(5_000);
    String text = SketchedOrderKeys.toText(sketch, 800, 0.25);
    assertThat(Base64.getDecoder().decode(text)).hasSizeLessThan(7 * 800);
    SketchedOrderKeys read = SketchedOrderKeys.fromText(text);
    assertThat(read.count()).isEqualTo(5_000);
    assertThat(read.orderKeys()).hasSize(800).isSorted();
    assertThat(read.weights()).containsOnly(5_000 / 800.0);
  }

  @Test
  void errorsOfManyReportsDoNotAddUp() {
    System.out.println("seed " + SEED);
    double below = 0;
    int reports = 100;
    for (int report = 0; report < reports; report++) {
      OrderKeySketch sketch = OrderKeySketch.forShards(1_024);
      for (int i = 0; i < 5_000; i++) {
        sketch.add((i + 0.5) / 5_000);
      }
      double offset = report * 0.6180339887498949 % 1;
      SketchedOrderKeys read =
          SketchedOrderKeys.fromText(SketchedOrderKeys.toText(sketch, 64, offset));
      below += Arrays.stream(read.orderKeys()).filter(it -> it < 0.3).count() / 64.0;
    }
    assertThat(below / reports).isCloseTo(0.3, within(0.0005));
  }

  @Test
  void readsSketchesOfEarlierVersions() {
    KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(1_024);
    for (double orderKey : new double[] {0.5, 0.25, 0.5}) {
      sketch.update(orderKey);
    }
    String text = Base64.getEncoder().encodeToString(KllWriter.of(sketch));
    SketchedOrderKeys read = SketchedOrderKeys.fromText(text);
    assertThat(read.orderKeys()).containsExactly(0.25, 0.5, 0.5);
    assertThat(read.count()).isEqualTo(3);
    assertThatThrownBy(() -> SketchedOrderKeys.fromText("AAE="))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
