package io.shardsteer.common.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.Fuzz;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Pipeline files and function configurations that somebody else wrote. */
class PipelineConfigsFuzzTest {
  private static final String SMALLEST =
      "pipeline: a\ninput_topic: b\nfeature_extraction_pipeline: [{kind: key_hash, field: c}]\n";

  private static final List<String> MORE =
      List.of(
          "",
          "queries: [{name: q, equal: [a], range: {b: 1}}]\n",
          "model_type: linear\nmodel_parameters: {alpha: 0.5}\nseed: 1\n",
          "retraining_interval: 90 s\ntraining: {gate: {max_model_size: 1 MB}}\n",
          "load: bytes\nacceptable_shard_imbalance: 10 MB\ntarget_shard_count: 3\n",
          "monitoring_metrics: [query_latency, {metric: shard_imbalance, threshold: 2}]\n",
          "control: {horizon: 0.2, report_interval: 1 s}\n",
          "storage: {contact_points: [\"[::1]:1\"], keyspace: k, tls: {enabled: true}}\n",
          "storage: {replication: \"{'class': 'SimpleStrategy', 'replication_factor': 1}\"}\n",
          "limits: {max_record_size: 1 KiB}\ntext_numbers: [a.b, 'c']\n");

  /** A quarter as text; maps are the rest, and what text becomes. */
  private static final int FILES = Fuzz.ROUNDS / 4;

  @Test
  void damagedFilesAreReadOrRefusedWithAllThatIsWrong() {
    List<byte[]> good = MORE.stream().map(more -> (SMALLEST + more).getBytes(UTF_8)).toList();
    Fuzz fuzz =
        new Fuzz()
            .run(
                FILES,
                random ->
                    isTaken(
                        () ->
                            PipelineConfigs.fromYaml(
                                new String(Fuzz.damaged(good, random), UTF_8), "f")));
    assertThat(fuzz.taken()).isPositive();
    assertThat(fuzz.refused()).isPositive();
  }

  @Test
  void damagedMapsAreReadOrRefusedWithAllThatIsWrong() {
    List<Map<String, Object>> good =
        MORE.stream()
            .map(more -> PipelineConfigs.toMap(PipelineConfigs.fromYaml(SMALLEST + more, "f")))
            .toList();
    Fuzz fuzz =
        new Fuzz()
            .run(
                Fuzz.ROUNDS - FILES,
                random -> {
                  Map<String, Object> map = copy(good.get(random.nextInt(good.size())));
                  for (int damages = 1 + random.nextInt(3); damages > 0; damages--) {
                    damage(map, random);
                  }
                  return isTaken(() -> PipelineConfigs.fromMap(map));
                });
    assertThat(fuzz.taken()).isPositive();
    assertThat(fuzz.refused()).isPositive();
  }

  @Test
  void bombsAreRefusedBeforeTheyGrow() {
    String levels =
        IntStream.range(0, 30)
            .mapToObj(i -> "a%d: &a%1$d [*a%d, *a%2$d]\n".formatted(i + 1, i))
            .reduce("a0: &a0 [x]\n", String::concat);
    assertRefused(levels, "Aliases (*name) are not read");
    assertRefused(SMALLEST + "x: " + "[".repeat(100_000), "nests deeper than 20");
    assertRefused(SMALLEST + "x: " + "{a: ".repeat(100_000), "nests deeper than 20");
    assertRefused("x: " + "y".repeat(1 << 20), "at most 1048576 are read");
    assertRefused(SMALLEST + "seed: " + "9".repeat(1_000_000), "more than 400 characters");
    assertRefused(SMALLEST + "control: !!javax.script.ScriptEngineManager []", "not a section");
  }

  @Test
  void mapsThatAreTooLargeAreRefusedBeforeTheyAreRead() {
    Object deep = "x";
    for (int i = 0; i < 100_000; i++) {
      deep = List.of(deep);
    }
    assertRefused(Map.of("pipeline", deep), "nests deeper than 20");
    assertRefused(Map.of("pipeline", Collections.nCopies(100_001, 1)), "more than 100000 values");
    assertRefused(Map.of("pipeline", "x".repeat((1 << 20) + 1)), "more than 1048576 characters");
  }

  private static void assertRefused(String yaml, String why) {
    assertThatThrownBy(() -> PipelineConfigs.fromYaml(yaml, "bomb.yaml"))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining(why);
  }

  private static void assertRefused(Map<String, Object> map, String why) {
    assertThatThrownBy(() -> PipelineConfigs.fromMap(map))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining(why);
  }

  private static boolean isTaken(Supplier<PipelineConfig> reading) {
    try {
      return reading.get() != null;
    } catch (InvalidConfigurationException refused) {
      return false;
    }
  }

  /** Puts something that does not belong there in the place of one value. */
  @SuppressWarnings("unchecked")
  private static void damage(Map<String, Object> map, RandomGenerator random) {
    Object at = map;
    while (true) {
      if (at instanceof Map<?, ?> inner && !inner.isEmpty()) {
        var keys = List.copyOf(((Map<String, Object>) inner).keySet());
        String key = keys.get(random.nextInt(keys.size()));
        Object next = inner.get(key);
        if (isLeaf(next) || random.nextInt(4) == 0) {
          ((Map<String, @Nullable Object>) inner)
              .put(random.nextInt(20) == 0 ? key + "x" : key, hostile(random));
          return;
        }
        at = next;
      } else if (at instanceof List<?> list && !list.isEmpty()) {
        int index = random.nextInt(list.size());
        if (isLeaf(list.get(index)) || random.nextInt(4) == 0) {
          ((List<@Nullable Object>) list).set(index, hostile(random));
          return;
        }
        at = list.get(index);
      } else {
        return;
      }
    }
  }

  private static boolean isLeaf(@Nullable Object value) {
    return !(value instanceof Map || value instanceof List);
  }

  private static @Nullable Object hostile(RandomGenerator random) {
    return switch (random.nextInt(18)) {
      case 0 -> null;
      case 1 -> "";
      case 2 -> "x'; DROP KEYSPACE system; --";
      case 3 -> Double.NaN;
      case 4 -> Double.POSITIVE_INFINITY;
      case 5 -> -0.0;
      case 6 -> Long.MIN_VALUE;
      case 7 -> random.nextInt(-2, 1_100);
      case 8 -> BigInteger.TWO.pow(200);
      case 9 -> new HashMap<>(Map.of("a", 1));
      case 10 -> new ArrayList<>(List.of("a", "b"));
      case 11 -> new ArrayList<>();
      case 12 -> "\u0000\uD800\n".repeat(1 + random.nextInt(3));
      case 13 ->
          "9".repeat(random.nextInt(400))
              + Stream.of("%", " s", " MB", "").toList().get(random.nextInt(4));
      case 14 -> random.nextBoolean();
      case 15 -> "a".repeat(4_090 + random.nextInt(10));
      case 16 -> new byte[] {1};
      default -> random.nextDouble() * 3;
    };
  }

  @SuppressWarnings("unchecked")
  private static <T> T copy(T value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, inner) -> copy.put(key, copy(inner)));
      return (T) copy;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(copy(element)));
      return (T) copy;
    }
    return value;
  }
}
