package io.shardsteer.common.config;

import io.shardsteer.common.config.ChangeWindow.Change;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The elements of {@code windows}. */
final class WindowKeys {
  private static final String KEY = "windows";
  private static final int MOST_WINDOWS = 50;
  private static final String MIDNIGHT = "24:00";
  private static final Pattern CLOCK_TIME = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d|24:00");

  private WindowKeys() {}

  static List<ChangeWindow> read(ConfigSection config) {
    List<ChangeWindow> windows = new ArrayList<>();
    List<ConfigSection> sections = config.sections(KEY, "");
    if (sections.size() > MOST_WINDOWS) {
      config.problem(
          KEY,
          "There are %d windows, but at most %d are used.".formatted(sections.size(), MOST_WINDOWS),
          "Join some of them.");
    }
    for (ConfigSection section : sections) {
      try (section) {
        windows.add(window(section));
      }
    }
    return windows;
  }

  private static ChangeWindow window(ConfigSection section) {
    Set<Change> allows =
        set(section, "allow", Change.values(), ConfigSection::lower, "allow: [models, rows]");
    Set<DayOfWeek> days =
        section.has("days")
            ? set(section, "days", DayOfWeek.values(), WindowKeys::dayName, "days: [sat, sun]")
            : all(section);
    return new ChangeWindow(
        allows,
        days,
        time(section, "from", "00:00"),
        time(section, "to", MIDNIGHT),
        FeatureKeys.zone(section));
  }

  private static Set<DayOfWeek> all(ConfigSection section) {
    section.raw("days");
    return Set.of(DayOfWeek.values());
  }

  private static <E extends Enum<E>> Set<E> set(
      ConfigSection section, String key, E[] all, Function<E, String> name, String example) {
    Set<E> read = new LinkedHashSet<>();
    List<String> names = Arrays.stream(all).map(name).toList();
    for (String text : section.texts(key, List.of())) {
      int at = names.indexOf(text);
      if (at < 0) {
        section.problem(
            key,
            "%s is not known.".formatted(ConfigProblems.show(text)),
            NearestName.remedy(text, names));
      }
      read.add(all[Math.max(0, at)]);
    }
    if (read.isEmpty()) {
      section.problem(
          key,
          "The window names none of %s.".formatted(String.join(", ", names)),
          "Name at least one: %s".formatted(example));
    }
    return read;
  }

  private static LocalTime time(ConfigSection section, String key, String otherwise) {
    String text =
        section.text(
            key, otherwise, CLOCK_TIME, "Give hours and minutes of a clock: 06:00, 22:30, 24:00.");
    return clockTime(text);
  }

  /** Of a text like {@code 22:30} or {@code 24:00}. */
  static LocalTime clockTime(String text) {
    return text.equals(MIDNIGHT) ? LocalTime.MIDNIGHT : LocalTime.parse(text);
  }

  private static String dayName(DayOfWeek day) {
    return ConfigSection.lower(day).substring(0, 3);
  }

  static List<Object> write(List<ChangeWindow> windows) {
    List<Object> list = new ArrayList<>();
    for (ChangeWindow window : windows) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("allow", new TreeSet<>(window.allows()).stream().map(ConfigSection::lower).toList());
      map.put("days", new TreeSet<>(window.days()).stream().map(WindowKeys::dayName).toList());
      map.put("from", window.from().toString());
      map.put("to", window.to().toString());
      map.put("zone", FeatureKeys.zone(window.zone()));
      list.add(map);
    }
    return list;
  }
}
