package io.shardsteer.deploy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.config.InputConfig;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedStreamTest {
  private static final InputConfig BIKES =
      PipelineFile.read(Path.of("../pipelines/bikes.yaml")).input();
  private static final String ROWS =
      """
      trip_id,start_time,city,zip_code,subscribed
      7,2014-01-01T08:14:00Z,"San Jose, ""the"" city",02139,true
      8,yesterday,,94107,
      """;

  @TempDir Path folder;

  @Test
  void publishesEachRowAsAJsonObjectWithKeyAndEventTime() throws Exception {
    List<RecordedStream.Message> messages = read(plain(ROWS));

    assertThat(messages).extracting(RecordedStream.Message::key).containsExactly("7", "8");
    assertThat(messages)
        .extracting(message -> new String(message.payload(), StandardCharsets.UTF_8))
        .containsExactly(
            "{\"trip_id\":7,\"start_time\":\"2014-01-01T08:14:00Z\",\"city\":\"San Jose, \\\"the\\\" city\",\"zip_code\":\"02139\",\"subscribed\":true}",
            "{\"trip_id\":8,\"start_time\":\"yesterday\",\"zip_code\":94107}");
    assertThat(messages.get(0).eventTimeMillis())
        .isEqualTo(Instant.parse("2014-01-01T08:14:00Z").toEpochMilli());
    assertThat(messages.get(1).eventTimeMillis()).isZero();
  }

  @Test
  void readsCompressedFilesWhateverTheyAreCalled() throws Exception {
    Path file = folder.resolve("trips");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(ROWS.getBytes(StandardCharsets.UTF_8));
    }

    assertThat(read(file)).hasSize(2);
  }

  @Test
  void countsRowsThatAreNone() throws Exception {
    Path file = plain("trip_id,start_time\n1,2014-01-01T08:14:00Z\n2\n3,4,5\n6,7\n");

    try (RecordedStream stream = RecordedStream.open(file, BIKES, false)) {
      int messages = 0;
      while (stream.next() != null) {
        messages++;
      }
      assertThat(messages).isEqualTo(2);
      assertThat(stream.badRows()).isEqualTo(2);
    }
  }

  @Test
  void refusesAFileWithoutTheKeyColumn() throws Exception {
    Path file = plain("id,start_time\n1,2\n");

    assertThatThrownBy(() -> RecordedStream.open(file, BIKES, false))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("has no column 'trip_id'")
        .hasMessageContaining("its columns are id, start_time");
  }

  @Test
  void refusesAMissingFileWithTheRemedy() {
    assertThatThrownBy(() -> RecordedStream.open(folder.resolve("nowhere.csv"), BIKES, false))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("nowhere.csv cannot be read")
        .hasMessageContaining("--data");
  }

  private Path plain(String text) throws Exception {
    return Files.writeString(folder.resolve("trips.csv"), text);
  }

  private static List<RecordedStream.Message> read(Path file) throws Exception {
    List<RecordedStream.Message> messages = new ArrayList<>();
    try (RecordedStream stream = RecordedStream.open(file, BIKES, false)) {
      for (var message = stream.next(); message != null; message = stream.next()) {
        messages.add(message);
      }
    }
    return messages;
  }
}
