package io.shardsteer.common.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PackedCountsTest {
  @Test
  void unpacksWhatItPacked() {
    for (Map<Integer, Long> counts :
        List.of(
            Map.<Integer, Long>of(),
            Map.of(0, 0L),
            Map.of(7, 1L << 60, 0, 3L),
            Map.of(1_000, 5L, 1_001, Long.MAX_VALUE, 4_000, 1L))) {
      assertThat(PackedCounts.unpack(PackedCounts.pack(counts))).isEqualTo(counts);
    }
  }

  @Test
  void smallCountsOfAllShardsTakeAByteEach() {
    Map<Integer, Long> counts = new HashMap<>();
    for (int shard = 0; shard < 1_024; shard++) {
      counts.put(shard, (long) shard % 100);
    }
    assertThat(PackedCounts.pack(counts)).hasSizeLessThan(1_024 + 8);
  }

  @Test
  void refusesWhatIsCutOffOrOutOfRange() {
    byte[] packed = PackedCounts.pack(Map.of(3, 1L << 40));
    assertThatThrownBy(() -> PackedCounts.unpack(Arrays.copyOf(packed, packed.length - 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PackedCounts.unpack(new byte[] {-1, -1, -1, -1, 1, 1, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no shard");
    assertThatThrownBy(() -> PackedCounts.pack(Map.of(3, -1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shard 3 counts -1");
  }
}
