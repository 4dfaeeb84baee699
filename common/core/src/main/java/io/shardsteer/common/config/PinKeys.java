package io.shardsteer.common.config;

import io.shardsteer.common.pin.Pin;
import io.shardsteer.common.pin.Pins;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The elements of {@code pins}. */
final class PinKeys {
  static final String KEY = "pins";

  /** Pins travel with every routing table. */
  private static final int MOST_VALUES = 200;

  private static final int MOST_CHARACTERS = 200;
  private static final String KEY_OF_ROW = "key";
  private static final String FIELD = "field";
  private static final String VALUES = "values";

  private PinKeys() {}

  /**
   * @param count number of shards
   */
  static Pins read(ConfigSection config, int count) {
    List<Pin> pins = new ArrayList<>();
    for (ConfigSection section : config.sections(KEY, "")) {
      try (section) {
        pins.add(pin(section, count));
      }
    }
    checkValues(config, pins);
    checkShards(config, pins, count);
    return new Pins(pins);
  }

  private static Pin pin(ConfigSection section, int count) {
    boolean ofKey = section.has(KEY_OF_ROW);
    List<String> values = values(section, ofKey ? KEY_OF_ROW : VALUES);
    String field = ofKey ? "" : section.text(FIELD, "");
    if (ofKey && (section.has(FIELD) || section.has(VALUES))) {
      section.problem(
          KEY_OF_ROW,
          "A pin goes by the key or by a field.",
          "Make two pins of it, or leave one out.");
    } else if (!ofKey && field.isEmpty()) {
      section.problem(
          FIELD,
          "The pin says neither key nor field.",
          "Write key: VALUE, or field: NAME and values: [VALUE].");
    } else if (!field.isEmpty()) {
      FieldPathShape.check(section, FIELD, field);
    }
    if (values.isEmpty() || values.stream().anyMatch(PinKeys::isOdd)) {
      section.problem(
          ofKey ? KEY_OF_ROW : VALUES,
          "The pin needs values of 1 to %d characters.".formatted(MOST_CHARACTERS),
          "Write the values as they are in the records: [tenant-7, 94107].");
    }
    if (!section.has("shard")) {
      section.problem(
          "shard", "The pin names no shard.", "Give a shard of 0 to %d.".formatted(count - 1));
    }
    int shard = section.integer("shard", 0, 0, count - 1);
    return new Pin(field, values, shard, section.flag("exclusive", false));
  }

  /** One value or a list of them. */
  private static List<String> values(ConfigSection section, String key) {
    return section.raw(key) instanceof List<?>
        ? section.texts(key, List.of())
        : section.has(key) ? List.of(section.text(key, "")) : List.of();
  }

  private static boolean isOdd(String value) {
    return value.isEmpty() || value.length() > MOST_CHARACTERS;
  }

  private static void checkValues(ConfigSection config, List<Pin> pins) {
    int values = 0;
    Map<String, Set<String>> seen = new HashMap<>();
    for (Pin pin : pins) {
      values += pin.values().size();
      for (String value : pin.values()) {
        if (!seen.computeIfAbsent(pin.field(), unknown -> new HashSet<>()).add(value)) {
          config.problem(
              KEY,
              "%s is pinned twice.".formatted(ConfigProblems.show(value)),
              "Name it in one pin, once.");
        }
      }
    }
    if (values > MOST_VALUES) {
      config.problem(
          KEY,
          "%d values are pinned, but at most %d can be: each routing table carries them."
              .formatted(values, MOST_VALUES),
          "Pin the heaviest ones, or a field that many records have in common.");
    }
  }

  private static void checkShards(ConfigSection config, List<Pin> pins, int count) {
    Set<Integer> exclusive = new Pins(pins).exclusiveShards();
    if (exclusive.size() >= count) {
      config.problem(
          KEY,
          "All %d shards are exclusive.".formatted(count),
          "Leave a shard for what is not pinned.");
    }
    for (Pin pin : pins) {
      if (!pin.exclusive() && exclusive.contains(pin.shard())) {
        config.problem(
            KEY,
            "Shard %d is exclusive for one pin and not for another.".formatted(pin.shard()),
            "Say exclusive: true for both, or for neither.");
      }
    }
  }

  static List<Object> write(Pins pins) {
    List<Object> list = new ArrayList<>();
    for (Pin pin : pins.all()) {
      Map<String, Object> map = new LinkedHashMap<>();
      if (pin.isOfKey()) {
        map.put(KEY_OF_ROW, pin.values());
      } else {
        map.put(FIELD, pin.field());
        map.put(VALUES, pin.values());
      }
      map.put("shard", pin.shard());
      map.put("exclusive", pin.exclusive());
      list.add(map);
    }
    return list;
  }
}
