package io.shardsteer.common.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NameTableTest {
  private static final long SEED = 3;

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void findsEveryNameWhereverItStandsAndNoOther() {
    Set<String> different = new LinkedHashSet<>();
    while (different.size() < 500) {
      different.add(name());
    }
    List<String> names = new ArrayList<>(different);
    NameTable table = new NameTable(names.stream().map(name -> name.getBytes(ISO_8859_1)).toList());
    for (int i = 0; i < 20_000; i++) {
      String name = random.nextBoolean() ? names.get(random.nextInt(names.size())) : name();
      String before = "x".repeat(random.nextInt(10));
      String behind = "y".repeat(random.nextInt(10));
      byte[] bytes = (before + name + behind).getBytes(ISO_8859_1);
      assertThat(table.find(bytes, before.length(), before.length() + name.length()))
          .as(name)
          .isEqualTo(names.indexOf(name));
    }
  }

  /** Up to twenty bytes, many of which other names have too. */
  private String name() {
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(21); i > 0; i--) {
      name.append(random.nextInt(4) == 0 ? (char) random.nextInt(1, 256) : 'a');
    }
    return name.toString();
  }

  @Test
  void anEmptyTableFindsNothing() {
    assertThat(new NameTable(List.of()).find(new byte[] {1}, 0, 1)).isEqualTo(NameTable.NONE);
    assertThat(new NameTable(List.of()).find(new byte[] {}, 0, 0)).isEqualTo(NameTable.NONE);
  }
}
