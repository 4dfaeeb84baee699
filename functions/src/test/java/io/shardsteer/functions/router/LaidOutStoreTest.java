package io.shardsteer.functions.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.RowLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaidOutStoreTest {
  private static final RowLayout FIRST = RowLayout.standard(true);
  private static final RowLayout SECOND = RowLayout.standard(false);

  private final Map<RowLayout, Fakes.MemoryShardStore> opened = new HashMap<>();
  private final LaidOutStore store =
      new LaidOutStore(
          FIRST,
          layout -> {
            Fakes.MemoryShardStore next = new Fakes.MemoryShardStore();
            assertThat(opened.put(layout, next)).as("opened twice").isNull();
            return next;
          });

  private Fakes.MemoryShardStore of(RowLayout layout) {
    return Objects.requireNonNull(opened.get(layout));
  }

  @Test
  void opensTheStoreOfAnotherLayoutOnce() {
    assertThat(store.changeTo(FIRST)).isFalse();
    assertThat(store.present()).isSameAs(of(FIRST));
    assertThat(store.changeTo(SECOND)).isTrue();
    assertThat(store.changeTo(SECOND)).isFalse();
    assertThat(store.present()).isSameAs(of(SECOND));
  }

  @Test
  void looksForTheTablesOfThePresentLayout() {
    var unused = store.changeTo(SECOND);
    of(SECOND).placeless.addAll(List.of(3));
    assertThat(store.withoutPlace(Set.of(2, 3)).toCompletableFuture().join()).containsExactly(3);
  }
}
