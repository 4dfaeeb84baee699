package io.shardsteer.common.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that the library writes and reads, on every Java; beside the library where it runs. */
class KllBytesTest {
  private static final long SEED = 20261130;

  /** By the library: 0.5/128, 1.5/128 and so on, with accuracy 8. */
  private static final String ONE = "AgIPBAgACAAAAAAAAABwPw==";

  private static final String THREE =
      "BQEPAAgACAADAAAAAAAAAAgAAQAFAAAAAAAAAAAAcD8AAAAAAACUPwAAAAAAAJQ/AAAAAAAAiD8AAAAAAABwPw==";

  private static final String HUNDRED =
      """
      BQEPAAgACABkAAAAAAAAAAgABAAFAAAADwAAABAAAAAaAAAAAAAAAAAAcD8AAAAAAODoPwAAAAAA4Og/AAAAAACg6D8A\
      AAAAAGDoPwAAAAAAIOg/AAAAAADg5z8AAAAAAKDnPwAAAAAAYOc/AAAAAAAg5z8AAAAAAODmPwAAAAAAoOY/AAAAAABA\
      2D8AAAAAAEDZPwAAAAAAQNs/AAAAAABA3T8AAAAAAEDfPwAAAAAAoOA/AAAAAACg4T8AAAAAAKDiPwAAAAAAoOM/AAAA\
      AACg5D8AAAAAAKDlPwAAAAAAAHA/AAAAAAAAsT8AAAAAAIDAPwAAAAAAgMo/AAAAAABA0T8AAAAAAMDVPw==\
      """;

  private static KllDoublesSketch sketch(int accuracy, int additions) {
    System.out.println("seed " + SEED);
    var random = new SplittableRandom(SEED);
    KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(accuracy);
    for (int i = 0; i < additions; i++) {
      sketch.update(random.nextDouble());
    }
    return sketch;
  }

  private static Map<Double, Long> read(byte[] bytes) {
    var weights = new TreeMap<Double, Long>();
    SketchedOrderKeys read = KllBytes.read(bytes);
    double[] orderKeys = read.orderKeys();
    double[] each = read.weights();
    for (int i = 0; i < orderKeys.length; i++) {
      weights.merge(orderKeys[i], (long) each[i], Long::sum);
    }
    return weights;
  }

  private static Map<Double, Long> held(KllDoublesSketch sketch) {
    var weights = new TreeMap<Double, Long>();
    for (var each = sketch.iterator(); each.next(); ) {
      weights.merge(each.getQuantile(), each.getWeight(), Long::sum);
    }
    return weights;
  }

  @Test
  void readsWhatTheLibraryWrote() {
    assertThat(read(Base64.getDecoder().decode(ONE))).containsOnlyKeys(0.5 / 128);
    assertThat(read(Base64.getDecoder().decode(THREE)))
        .containsOnlyKeys(0.5 / 128, 1.5 / 128, 2.5 / 128);
    var hundred = read(Base64.getDecoder().decode(HUNDRED));
    assertThat(hundred.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(100);
    assertThat(hundred).containsEntry(99.5 / 128, 1L).containsEntry(0.5 / 128, 8L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 40, 1024, 3_000, 100_000})
  void readsWhatEarlierVersionsWrote(int additions) {
    KllDoublesSketch sketch = sketch(1024, additions);
    byte[] bytes = KllWriter.of(sketch);
    assertThat(read(bytes)).isEqualTo(held(sketch));
    assertThat(KllBytes.read(bytes).count()).isEqualTo(additions);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 40, 1024, 3_000, 100_000})
  @EnabledForJreRange(max = JRE.JAVA_21, disabledReason = "the library does not write there")
  void earlierVersionsWroteTheBytesThatTheLibraryWrites(int additions) {
    for (int accuracy : new int[] {8, 1024, KllBytes.MOST_ACCURACY}) {
      KllDoublesSketch sketch = sketch(accuracy, additions);
      sketch.update(0.25, 1_000_000);
      byte[] bytes = KllWriter.of(sketch);
      assertThat(bytes).isEqualTo(sketch.toByteArray());
      assertThat(held(KllDoublesSketch.heapify(Memory.wrap(bytes)))).isEqualTo(held(sketch));
    }
  }

  @Test
  void refusesEveryCutAndWhatIsNoOrderKey() {
    byte[] bytes = KllWriter.of(sketch(1024, 40));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatIllegalArgumentException().isThrownBy(() -> KllBytes.read(cut));
    }
    KllDoublesSketch beyond = sketch(1024, 40);
    beyond.update(1.0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KllBytes.read(KllWriter.of(beyond)))
        .withMessage("It holds 1.0 as an order key.");
  }
}
