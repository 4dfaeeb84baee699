package io.shardsteer.common.config;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How large a configuration map may be, whoever made it. Checked before anything else is done with
 * it, so that neither reading it nor telling what is wrong with it takes much memory or stack.
 */
final class MapBounds {
  static final int MAX_DEPTH = 20;

  /** Keys, elements and values. */
  static final int MAX_VALUES = 100_000;

  /** Of all texts and keys together. */
  static final int MAX_CHARACTERS = 1 << 20;

  /** Enough for every double. */
  static final int MAX_NUMBER_BITS = 1_100;

  private int values;
  private long characters;

  private MapBounds() {}

  /** Says what is too large; null where nothing is. */
  static @Nullable String excess(Map<?, ?> map) {
    return new MapBounds().excess(map, 0);
  }

  private @Nullable String excess(@Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      return "It nests deeper than %d.".formatted(MAX_DEPTH);
    }
    if (++values > MAX_VALUES) {
      return "It has more than %d values.".formatted(MAX_VALUES);
    }
    if (value instanceof CharSequence text) {
      characters += text.length();
    } else if (value instanceof BigInteger number && number.bitLength() > MAX_NUMBER_BITS) {
      return "A number has more than %d bits.".formatted(MAX_NUMBER_BITS);
    } else if (value instanceof Map<?, ?> map) {
      return excess(map, depth);
    } else if (value instanceof List<?> list) {
      return excess(list, depth);
    }
    return characters > MAX_CHARACTERS
        ? "Its texts have more than %d characters.".formatted(MAX_CHARACTERS)
        : null;
  }

  private @Nullable String excess(Map<?, ?> map, int depth) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      characters += String.valueOf(entry.getKey()).length();
      String excess = excess(entry.getValue(), depth + 1);
      if (excess != null) {
        return excess;
      }
    }
    return null;
  }

  private @Nullable String excess(List<?> list, int depth) {
    for (Object element : list) {
      String excess = excess(element, depth + 1);
      if (excess != null) {
        return excess;
      }
    }
    return null;
  }
}
