package io.shardsteer.common.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.ChangeWindow;
import io.shardsteer.common.config.ChangeWindow.Change;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {
  private static final long MINUTE_MILLIS = 60_000;

  static ChangeWindow window(Change change, String days, String from, String to, String zone) {
    Set<DayOfWeek> open =
        days.equals("all")
            ? Set.of(DayOfWeek.values())
            : Arrays.stream(days.split(" ")).map(DayOfWeek::valueOf).collect(Collectors.toSet());
    return new ChangeWindow(
        Set.of(change), open, LocalTime.parse(from), LocalTime.parse(to), ZoneId.of(zone));
  }

  private static String opens(ChangeWindow window, String at) {
    long opens =
        new Windows(List.of(window))
            .opensMillis(window.allows().iterator().next(), Instant.parse(at).toEpochMilli());
    return Instant.ofEpochMilli(opens).toString();
  }

  @Test
  void whatNoWindowNamesMayChangeAtAnyTime() {
    var windows = new Windows(List.of(window(Change.MODELS, "MONDAY", "01:00", "02:00", "UTC")));
    long sunday = Instant.parse("2026-11-29T12:00:00Z").toEpochMilli();
    assertThat(windows.isOpen(Change.REBALANCING, sunday)).isTrue();
    assertThat(windows.isOpen(Change.MODELS, sunday)).isFalse();
    assertThat(new Windows(List.of()).isOpen(Change.MODELS, sunday)).isTrue();
  }

  /** 2026-11-27 is a Friday. */
  @ParameterizedTest
  @CsvSource({
    "FRIDAY, 22:00, 06:00, UTC, 2026-11-27T21:59:59.999Z, 2026-11-27T22:00:00Z",
    "FRIDAY, 22:00, 06:00, UTC, 2026-11-27T22:00:00Z, 2026-11-27T22:00:00Z",
    "FRIDAY, 22:00, 06:00, UTC, 2026-11-28T05:59:59.999Z, 2026-11-28T05:59:59.999Z",
    "FRIDAY, 22:00, 06:00, UTC, 2026-11-28T06:00:00Z, 2026-12-04T22:00:00Z",
    "FRIDAY, 22:00, 06:00, UTC, 2026-11-27T03:00:00Z, 2026-11-27T22:00:00Z",
    "FRIDAY SATURDAY, 00:00, 00:00, UTC, 2026-11-28T00:00:00Z, 2026-11-28T00:00:00Z",
    "FRIDAY SATURDAY, 00:00, 00:00, UTC, 2026-11-29T00:00:00Z, 2026-12-04T00:00:00Z",
    "all, 12:00, 12:00, UTC, 2026-11-29T12:00:00Z, 2026-11-29T12:00:00Z",
    "FRIDAY, 09:00, 17:00, Asia/Tokyo, 2026-11-27T00:30:00Z, 2026-11-27T00:30:00Z",
    "FRIDAY, 09:00, 17:00, Asia/Tokyo, 2026-11-27T08:00:00Z, 2026-12-04T00:00:00Z",
    "FRIDAY, 20:00, 21:00, America/New_York, 2026-11-28T01:30:00Z, 2026-11-28T01:30:00Z"
  })
  void opensAndClosesByTheClockOfItsZone(
      String days, String from, String to, String zone, String at, String opens) {
    assertThat(opens(window(Change.ROWS, days, from, to, zone), at)).isEqualTo(opens);
  }

  /** London: forward at 2026-03-29T01:00Z from 01:00 to 02:00, back at 2026-10-25T01:00Z. */
  @ParameterizedTest
  @CsvSource({
    // Forward: it opens after the skipped hour, closes at its beginning, or not at all.
    "01:30, 04:00, 2026-03-29T00:59:59Z, 2026-03-29T01:00:00Z",
    "23:00, 01:30, 2026-03-29T00:59:59Z, 2026-03-29T00:59:59Z",
    "23:00, 01:30, 2026-03-29T01:00:00Z, 2026-03-29T22:00:00Z",
    "01:15, 01:45, 2026-03-28T02:00:00Z, 2026-03-30T00:15:00Z",
    "22:00, 06:00, 2026-03-29T04:59:59Z, 2026-03-29T04:59:59Z",
    "22:00, 06:00, 2026-03-29T05:00:00Z, 2026-03-29T21:00:00Z",
    // Back: the first of two half past ones opens and closes it.
    "01:30, 04:00, 2026-10-25T00:29:59Z, 2026-10-25T00:30:00Z",
    "01:30, 04:00, 2026-10-25T01:15:00Z, 2026-10-25T01:15:00Z",
    "23:00, 01:30, 2026-10-25T00:30:00Z, 2026-10-25T23:00:00Z",
    "01:15, 01:45, 2026-10-25T01:20:00Z, 2026-10-26T01:15:00Z",
    "22:00, 06:00, 2026-10-25T05:59:59Z, 2026-10-25T05:59:59Z",
    "22:00, 06:00, 2026-10-25T06:00:00Z, 2026-10-25T22:00:00Z"
  })
  void keepsToTheClockWhenClocksChange(String from, String to, String at, String opens) {
    assertThat(opens(window(Change.MODELS, "all", from, to, "Europe/London"), at)).isEqualTo(opens);
  }

  /** A window that opens is open then, and was not a moment before. */
  @Test
  void opensAtNoOtherTimeThanItSays() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    List<String> zones =
        List.of("UTC", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "America/Santiago");
    for (int i = 0; i < 2_000; i++) {
      var window =
          new ChangeWindow(
              Set.of(Change.MODELS),
              EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)), DayOfWeek.SUNDAY),
              LocalTime.ofSecondOfDay(60L * random.nextInt(24 * 60)),
              LocalTime.ofSecondOfDay(60L * random.nextInt(24 * 60)),
              ZoneId.of(zones.get(random.nextInt(zones.size()))));
      var windows = new Windows(List.of(window));
      long at = random.nextLong(1_262_304_000_000L, 1_893_456_000_000L);
      long opens = windows.opensMillis(Change.MODELS, at);
      assertThat(windows.isOpen(Change.MODELS, opens)).as("%s at %d", window, at).isTrue();
      if (opens > at) {
        assertThat(windows.isOpen(Change.MODELS, opens - 1)).as("%s %d", window, at).isFalse();
        long between = at + random.nextLong(opens - at);
        assertThat(windows.opensMillis(Change.MODELS, between)).isEqualTo(opens);
      }
      assertThat(opens - at).isLessThanOrEqualTo(14 * 24 * 60 * MINUTE_MILLIS);
    }
  }
}
