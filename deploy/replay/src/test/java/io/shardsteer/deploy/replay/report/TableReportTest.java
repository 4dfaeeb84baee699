package io.shardsteer.deploy.replay.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableReportTest {
  @ParameterizedTest
  @CsvSource({
    "1000, 344, 'at 1,000 records/s: 5.7 minutes of stream time; the records'' own times are not looked at'",
    "0, 31557600, 'at the records'' own times: 365.3 days of stream time'",
    "0, 347133600, 'at the records'' own times: 11.0 years of stream time'",
    "0, 9000, 'at the records'' own times: 2.5 hours of stream time'",
    "0, 30, 'at the records'' own times: 30.0 seconds of stream time'"
  })
  void saysInWhoseTimeTheStreamWasReplayed(double rate, double seconds, String line) {
    var findings = new Findings("trips", "trips.csv", 7, 0, List.of(), rate, seconds, 1, List.of());
    assertThat(TableReport.of(findings).lines().skip(1).findFirst().orElseThrow()).startsWith(line);
    assertThat(JsonReport.json(findings).path("stream_seconds").asDouble()).isEqualTo(seconds);
  }

  @Test
  void saysWhatOneOrderCostsEachTemplate() {
    Map<String, Double> figures =
        Map.of("fan_out_of_a", 4.5, "least_fan_out_of_a", 1.25, "final_resolution", 24.0);
    assertThat(TableReport.templates("shardsteer", 8, figures)).endsWith(": a 4.50 (1.25)\n");
    assertThat(TableReport.templates("hash", 8, Map.of())).isEmpty();
  }
}
