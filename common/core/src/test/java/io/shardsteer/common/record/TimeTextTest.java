package io.shardsteer.common.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
  private static final ZoneOffsets UTC = ZoneOffsets.of(ZoneOffset.UTC);

  @Test
  void readsTheFormsOfAnIsoTime() {
    double noon = Instant.parse("2014-06-01T12:00:00Z").getEpochSecond();
    assertThat(seconds("2014-06-01T12:00:00Z")).isEqualTo(noon);
    assertThat(seconds("2014-06-01T12:00Z")).isEqualTo(noon);
    assertThat(seconds("2014-06-01 12:00")).isEqualTo(noon);
    assertThat(seconds("2014-06-01T14:00:00+02:00")).isEqualTo(noon);
    assertThat(seconds("2014-06-01T14:00:00+0200")).isEqualTo(noon);
    assertThat(seconds("2014-06-01T04:00-08")).isEqualTo(noon);
    assertThat(seconds("2014-06-01T12:00:00.25Z")).isEqualTo(noon + 0.25);
    assertThat(seconds("2014-06-01")).isEqualTo(noon - 12 * 3600);
    for (String far :
        new String[] {"+12345-06-01T12:00:00Z", "-0044-03-15T12:00:00Z", "9999-12-31T23:59:59Z"}) {
      assertThat(seconds(far)).as(far).isEqualTo((double) Instant.parse(far).getEpochSecond());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2014-06-01t12:00:00z",
        "2014-06-01 12:00:00,000Z",
        "2014-06-01 12:00:00 UTC",
        "2014-06-01 12:00:00 GMT",
        "2014-06-01 14:00:00 +0200",
        "2014-06-01T14:00:00+02:00[Europe/Berlin]",
        "2014-06-01T12:00:00Z[UTC]",
        "2014-06-01T11:59:60Z",
        "2014-06-01T17:29:60+05:30"
      })
  void readsWhatProgramsWriteBesideTheStandard(String text) {
    assertThat(seconds(text))
        .isEqualTo((double) Instant.parse("2014-06-01T12:00:00Z").getEpochSecond());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2014-06-01T12:00:60Z",
        "2014-06-01T12:00:00  UTC",
        "2014-06-01T12:00:00 CEST",
        "2014-06-01T12:00:00 Europe/Berlin",
        "2014-06-01T12:00:00[Europe/Berlin]",
        "2014-06-01T12:00:00+02:00]",
        "2014-06-01 ",
        "2014",
        "2014-13-01",
        "2014-02-29",
        "2014-06-01T",
        "2014-06-01T25:00",
        "2014-06-01T12",
        "2014-06-01T12:00:0",
        "2014-06-01T12:00:00.Z",
        "2014-06-01T12:00x",
        "2014-06-01T12:00+2",
        "2014-06-01T12:00+02:0",
        "2014/06/01",
        "٢٠١٤-06-01",
        "12345-06-01",
        "+123-06-01",
        "+1234567890-06-01",
        "+-2014-06-01",
        "2014-06-01T12:00+99:00"
      })
  void whatIsNoTimeIsNoNumber(String text) {
    assertThat(seconds(text)).isNaN();
  }

  @Test
  void agreesWithTheJdkInZonesThatChangeTheirOffset() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (String id : new String[] {"America/Los_Angeles", "Europe/London", "Asia/Kolkata"}) {
      var zone = ZoneId.of(id);
      var offsets = ZoneOffsets.of(zone);
      for (int i = 0; i < 20_000; i++) {
        long utc = random.nextLong(-2_000_000_000L, 4_000_000_000L);
        assertThat(offsets.at(utc))
            .isEqualTo(zone.getRules().getOffset(Instant.ofEpochSecond(utc)).getTotalSeconds());
        var local = LocalDateTime.ofEpochSecond(utc / 60 * 60, 0, ZoneOffset.UTC);
        assertThat(TimeText.epochSeconds(local.toString(), offsets))
            .as("%s in %s", local, zone)
            .isEqualTo((double) local.atZone(zone).toEpochSecond());
      }
    }
  }

  private static double seconds(String text) {
    return TimeText.epochSeconds(text, UTC);
  }
}
