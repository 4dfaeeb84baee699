package io.shardsteer.common.control;

import io.shardsteer.common.config.ChangeWindow;
import io.shardsteer.common.config.ChangeWindow.Change;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;

/**
 * When something may change. What no window names may change at any time.
 *
 * <p>Each occurrence of a window is one span of time from its opening to its closing. Where clocks
 * are put back, a clock time that comes twice is the first of the two; where they are put forward,
 * one that is skipped is the moment after, so that a window within the skipped time does not open
 * on that day.
 *
 * @param windows of the pipeline file
 */
public record Windows(List<ChangeWindow> windows) {
  /** Every window opens once a week; twice that, should one of them be skipped. */
  private static final int DAYS_AHEAD = 15;

  public Windows {
    windows = List.copyOf(windows);
  }

  /**
   * Whether something may change.
   *
   * @param atMillis epoch milliseconds
   */
  public boolean isOpen(Change change, long atMillis) {
    return opensMillis(change, atMillis) == atMillis;
  }

  /**
   * When something may change next.
   *
   * @param atMillis epoch milliseconds
   * @return the same if it may change then
   */
  public long opensMillis(Change change, long atMillis) {
    Instant at = Instant.ofEpochMilli(atMillis);
    return windows.stream()
        .filter(window -> window.allows().contains(change))
        .mapToLong(window -> opens(window, at).toEpochMilli())
        .min()
        .orElse(atMillis);
  }

  private static Instant opens(ChangeWindow window, Instant at) {
    LocalDate first = at.atZone(window.zone()).toLocalDate().minusDays(2);
    return first
        .datesUntil(first.plusDays(DAYS_AHEAD + 2))
        .filter(day -> window.days().contains(day.getDayOfWeek()))
        .filter(day -> isOpenAfter(window, day, at))
        .map(day -> instant(day, window.from(), window.zone()))
        .map(opening -> opening.isAfter(at) ? opening : at)
        .findFirst()
        .orElseThrow();
  }

  /** Whether the occurrence that begins on a day has any time left. */
  private static boolean isOpenAfter(ChangeWindow window, LocalDate day, Instant at) {
    LocalDate last = window.to().isAfter(window.from()) ? day : day.plusDays(1);
    Instant closing = instant(last, window.to(), window.zone());
    return closing.isAfter(at) && closing.isAfter(instant(day, window.from(), window.zone()));
  }

  private static Instant instant(LocalDate day, LocalTime time, ZoneId zone) {
    LocalDateTime clock = day.atTime(time);
    ZoneOffsetTransition change = zone.getRules().getTransition(clock);
    return change != null && change.isGap()
        ? change.getInstant()
        : ZonedDateTime.of(clock, zone).toInstant();
  }
}
