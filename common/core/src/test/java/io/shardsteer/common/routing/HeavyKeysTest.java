package io.shardsteer.common.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardsteer.common.message.HeavyKey;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeavyKeysTest {
  private final HeavyKeys keys = new HeavyKeys();

  @Test
  void findsTheHeaviestAmongManyMoreKeysThanItCounts() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 100_000; i++) {
      double place = random.nextDouble();
      String key = place < 0.2 ? "whale" : place < 0.3 ? "shark" : "fish-" + random.nextInt(50_000);
      keys.add(key, 1 + random.nextDouble());
    }
    HeavyKey heaviest = keys.heaviest();
    assertThat(heaviest.key()).isEqualTo("whale");
    assertThat(heaviest.share()).isBetween(0.2 - 1.0 / 32, 0.205);
  }

  @Test
  void saysNothingWhereNoKeyHasMuch() {
    assertThat(keys.heaviest()).isEqualTo(HeavyKey.NONE);
    for (int i = 0; i < 10_000; i++) {
      keys.add("fish-" + i, 1);
    }
    assertThat(keys.heaviest()).isEqualTo(HeavyKey.NONE);
  }

  @Test
  void whatWasHeavyOnceIsForgotten() {
    keys.add("then", 100);
    for (int report = 0; report < 20; report++) {
      keys.age();
      keys.add("now", 10);
    }
    assertThat(keys.heaviest().key()).isEqualTo("now");
  }

  @Test
  void keysThatAreTooLongCountAsLoadAlone() {
    keys.add("k".repeat(201), 3);
    keys.add("", 3);
    keys.add("short", 2);
    assertThat(keys.heaviest().key()).isEqualTo("short");
    assertThat(keys.heaviest().share()).isCloseTo(0.25, within(1e-9));
  }
}
