package io.shardsteer.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.pin.Pin;
import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.steering.LateUse;
import io.shardsteer.common.steering.LayoutChange;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.RowPartitions;
import io.shardsteer.common.steering.Segment;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.common.steering.TableLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageCodecTest {
  private static final ControllerCommand.Origin ORIGIN =
      new ControllerCommand.Origin("c", "ann", "release of the web shop", 1_700_000_000_000L);
  private static final RoutingTable TABLE =
      new RoutingTable(
          3,
          new ModelRef(1, "function://public/default/bikes-model@v1-a", "ab"),
          SplitPoints.of(0.1, 1 / 3.0, 0.1 + 0.7),
          List.of(3, 0, 1, 2),
          1_700_000_000_000L,
          "rebalance");

  private static final RoutingTable REDUCED =
      new RoutingTable(
          4,
          TABLE.model(),
          SplitPoints.at(5, 0.1, 0.2, 0.7),
          TABLE.shards(),
          1_700_000_001_000L,
          "");

  private static final ShardReport REPORT =
      new ShardReport(
          "bikes-router/0",
          "i",
          7,
          1,
          2,
          Map.of(0, 3L, 7, 1L << 60),
          Map.of(0, 30L),
          Map.of(),
          Map.of("UNDECODABLE", 1L),
          "AAE=",
          0,
          10.0,
          3,
          0,
          0,
          11,
          HeavyKey.NONE,
          Double.NaN,
          2.5,
          DelayHistogram.of(new long[] {0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 700.5),
          4);

  static Stream<SteerMessage> oneOfEachType() {
    return Stream.of(
        new TableMessage(TABLE),
        new TableMessage(RoutingTable.initial(1)),
        new TableMessage(REDUCED),
        new TableMessage(RoutingTable.initial(1_000)),
        new SegmentMessage(
            new Segment(
                2,
                1_600_000_000_000L,
                List.of(
                    new Segment.Spread(
                        TABLE, SplitPoints.of(0, 0.3, 0.4), SplitPoints.of(0.2, 0.5, 1))))),
        new Sample(
            Map.of("lat", 37.7, "count", 5.0, "city", "San José", "member", true),
            "k",
            Long.MIN_VALUE,
            2,
            0.1234567890123,
            3,
            200,
            1.5,
            42),
        REPORT,
        new ReportChanges(7, REPORT),
        new LateTable("bikes-router/0@i", new LateUse(3, 1_700_000_000_000L, LateUse.GOING_ON)),
        new QueryReport(
            "reader-1",
            1_700_000_000_000L,
            12,
            1.5,
            Map.of(0, 2.5, 7, Double.NaN),
            List.of(
                new AskedShape(
                    List.of(
                        new AskedShape.Part("city", AskedShape.Kind.EQUAL, 0),
                        new AskedShape.Part("price", AskedShape.Kind.RANGE, 8)),
                    12,
                    700,
                    18,
                    900)),
            new QueryReport.OldTimes(5, 20, 6)),
        new MoveRequest("3-99", 3, 99),
        new RetrainRequest("r", "why", "shard_imbalance", 2, TABLE, 99),
        new TrainingOutcome.Candidate(
            "r",
            TABLE.model(),
            List.of(1, 0),
            List.of(0.0, 0.5, 1.0),
            List.of(0.0, 0.4, 1.0),
            Map.of("r2", Double.NaN),
            1200),
        new TrainingOutcome.Refused("r", "r2 is 0.1 below 0.3", Map.of("r2", 0.1)),
        new LoggedDecision(
            1,
            "rebalanced",
            "sizes",
            3,
            1,
            "moved",
            "ann",
            Map.of("a", 1.0),
            Map.of(),
            Map.of("b", 2.0)),
        new ControllerCommand.Pause(ORIGIN, true, false),
        new ControllerCommand.Resume(ORIGIN, false, true),
        new ControllerCommand.Approve(ORIGIN, "r"),
        new ControllerCommand.Reject(ORIGIN, ""),
        new ControllerCommand.Rollback(ORIGIN, ControllerCommand.Rollback.Target.REVISION, 12),
        new ControllerCommand.Retrain(ORIGIN),
        new ControllerCommand.StoredRows(
            ORIGIN, Map.of(0, 90L, 1, 100L), Map.of(0, -10L), Map.of(0, -2_500L), true),
        new CommandAnswer("c", true, "Models stay as they are."),
        new ControllerStatus(
            9,
            3,
            1,
            5,
            "on_probation",
            77,
            "r",
            "for reports",
            List.of(new ControllerStatus.Paused("models", 8, "ann", "release")),
            List.of(
                new ControllerStatus.WaitingCandidate(
                    "r", 2, 1, 2, Map.of("fan_out", 2.0), Map.of("predicted_fan_out", 1.5))),
            2,
            11_000,
            5_000,
            List.of(1.0, 2.0),
            "",
            Map.of("size_imbalance", 1.01),
            new ControllerStatus.Rows("automatic", "copying", 2, 3, 900, 100, 0, "for a window"),
            ControllerCheckpoint.Corrections.NONE),
        new LoadBucket(70, 1_000, List.of(1.0, 2.5), List.of(10.0, 20.0)),
        new ControllerCheckpoint(
            3,
            List.of(new ControllerStatus.Paused("models", 8, "ann", "release")),
            List.of("c"),
            List.of(new RetrainRequest("r", "why", "first_model", 2, TABLE, 99)),
            List.of(),
            new ControllerCheckpoint.Model(
                "on_probation",
                5,
                List.of(
                    new ControllerCheckpoint.Probation(
                        TABLE, List.of(1.0, Double.NaN), 77, 1, 3, 0, true)),
                2,
                Double.NaN,
                0.1,
                List.of(0.0, 0.5),
                List.of(Long.MIN_VALUE, 4L, -1L),
                Long.MIN_VALUE,
                10,
                1,
                0.5),
            new ControllerCheckpoint.Schedule(
                1,
                2,
                3,
                4,
                List.of(new ControllerCheckpoint.Trigger("QUERY_LATENCY", 2, 9, 60_000))),
            new ControllerCheckpoint.Resolution(1, 4, 5.5, Double.NaN, 0, 1, 4, false),
            List.of(new ControllerCheckpoint.Move(new MoveRequest("3-99", 3, 99), 4, 1.5, 0)),
            ControllerCheckpoint.Corrections.NONE,
            ControllerCheckpoint.Pinned.NONE),
        new ConfigPush(
            "p", Map.of("pipeline", "bikes", "control", Map.of("horizon", 0.5)), true, "", ""),
        new ConfigAnswer("p", "controller", false, "no"),
        new ReshardMessage(
            new Reshard(2, 1_700_000_000_000L, 3, Reshard.Phase.COPYING),
            "call",
            1,
            "AAE=",
            Map.of(0, -5L, 1, 5L),
            Map.of(),
            "3-99",
            new ReshardMessage.Progress(10, 5, 0)),
        new ReplayMessage(3, List.of("12:3:-1:0", "12:3:-1:1"), false));
  }

  @ParameterizedTest
  @MethodSource("oneOfEachType")
  void readsWhatItWrote(SteerMessage message) {
    byte[] bytes = MessageCodec.encode(message);
    assertThat(MessageCodec.decode(bytes, message.getClass())).isEqualTo(message);
    assertThat(MessageCodec.decode(bytes, SteerMessage.class)).isEqualTo(message);
    if (!(message instanceof RouterReport)) {
      assertThat(new String(bytes, UTF_8)).startsWith("{\"schema\":1,\"type\":\"");
    }
  }

  @Test
  void aTableOfManyShardsIsSmall() {
    byte[] bytes = MessageCodec.encode(new TableMessage(RoutingTable.initial(1_024)));
    assertThat(bytes).hasSizeLessThan(5_000);
    String cut = new String(bytes, UTF_8).replaceFirst("(\"packed\":\"[^\"]{40})[^\"]*", "$1");
    assertThatThrownBy(() -> MessageCodec.decode(cut.getBytes(UTF_8), TableMessage.class))
        .isInstanceOf(BadMessageException.class);
  }

  // An older part would go on in tables that are about to be dropped, so it must not go on.
  @Test
  void aMoveToAnotherLayoutIsOfALaterSchema() {
    var from =
        new TableLayout(
            "key", List.of("city"), List.of("at desc"), "spread", 64, Map.of("city", "none"));
    var to = new TableLayout("position", List.of("order_cell"), List.of(), "spread", 64, Map.of());
    var move =
        new ReshardMessage(
            new Reshard(2, 5, 3, Reshard.Phase.COPYING, List.of(new LayoutChange(from, to))),
            "",
            0,
            "",
            Map.of(),
            Map.of());
    byte[] bytes = MessageCodec.encode(move);
    assertThat(new String(bytes, UTF_8)).startsWith("{\"schema\":2,\"type\":\"reshard\"");
    assertThat(MessageCodec.decode(bytes, ReshardMessage.class)).isEqualTo(move);
  }

  @Test
  void readsReportsFromBeforeAMemberWasAdded() throws IOException {
    String text =
        Files.readString(Path.of("src/test/resources/messages/schema-1/shard_report.json"));
    String older =
        text.replaceFirst("\"summarisedRecords\" : \\d+,", "")
            .replaceFirst("\"publishToStored\" : \\{[^}]*},", "");
    assertThat(older).doesNotContain("summarised", "publishToStored");
    ShardReport read = MessageCodec.decode(older.getBytes(UTF_8), ShardReport.class);
    assertThat(read.summarisedRecords()).isZero();
    assertThat(read.publishToStored()).isEqualTo(DelayHistogram.NONE);
    assertThat(read.samples()).isEqualTo(REPORT.samples());
  }

  @Test
  void reportsAreBinary() {
    byte[] bytes = MessageCodec.encode(REPORT);
    assertThat(bytes).startsWith(0xd9, 0xd9, 0xf7);
    assertThat(bytes).contains(REPORT.incarnation().getBytes(UTF_8));
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    assertThatThrownBy(() -> MessageCodec.decode(cut, ShardReport.class))
        .isInstanceOf(BadMessageException.class);
  }

  @Test
  void ignoresMembersThatItDoesNotKnow() {
    byte[] bytes =
        "{\"schema\":1,\"type\":\"config_answer\",\"pushId\":\"p\",\"part\":\"controller\",\"accepted\":true,\"message\":\"\",\"new\":[1]}"
            .getBytes(UTF_8);
    assertThat(MessageCodec.decode(bytes, ConfigAnswer.class).accepted()).isTrue();
  }

  @Test
  void saysWhatIsWrongWithBytesThatAreNoMessage() {
    assertThatThrownBy(() -> MessageCodec.decode(null, ConfigAnswer.class))
        .isInstanceOf(BadMessageException.class)
        .hasMessage("A message without a value is no ConfigAnswer.");
    assertBad("", "JSON object");
    assertBad("[]", "JSON object");
    assertBad("{\"schema\":", "byte");
    assertBad("{\"type\":\"config_answer\"}", "schema (none)");
    assertBad("{\"schema\":2,\"type\":\"config_answer\"}", "schema 2");
    assertBad("{\"schema\":1,\"type\":\"sample\"}", "type \"sample\"");
    assertBad("{\"schema\":1,\"type\":\"config_answer\"}", "pushId");
    assertBad(
        "{\"schema\":1,\"type\":\"config_answer\",\"pushId\":\"p\",\"part\":null,\"accepted\":true,\"message\":\"\"}",
        "part");
    assertBad("{\"schema\":1} x", "x");
  }

  @Test
  void pinsTravelWithTheirTable() {
    var pins =
        new Pins(
            List.of(
                new Pin("", List.of("tenant-7", "é\u0000"), 1, true),
                new Pin("geo.country", List.of("DE", "94107"), 2, false)));
    var table =
        new RoutingTable(
            4,
            ModelRef.HASH,
            SplitPoints.of(0.5, 0.5, 0.75),
            List.of(0, 1, 2, 3),
            7,
            100,
            true,
            "pins",
            RowPartitions.UNKNOWN_RATE,
            pins);
    byte[] bytes = MessageCodec.encode(new TableMessage(table));
    assertThat(MessageCodec.decode(bytes, TableMessage.class).table()).isEqualTo(table);
    String text = new String(bytes, UTF_8);
    // A part that does not know pins must stop here.
    assertThat(text).contains("\"schema\":2").doesNotContain("ofKey", "empty");
    assertThat(new String(MessageCodec.encode(new TableMessage(TABLE)), UTF_8))
        .contains("\"schema\":1")
        .doesNotContain("pins");
    String newer = text.replace("\"schema\":2", "\"schema\":3");
    assertThatThrownBy(() -> MessageCodec.decode(newer.getBytes(UTF_8), TableMessage.class))
        .hasMessageContaining("schema 3, but this version reads schema 2");
    assertRefused(table, "\"shard\":1", "\"shard\":9", "pins records to shard 9");
  }

  @Test
  void refusesValuesThatTheRecordRefuses() {
    assertRefused(TABLE, "[3,0,1,2]", "[3,3,1,2]", "different shards");
    assertRefused(REDUCED, "\"resolution\":5", "\"resolution\":99", "1 to 24 bits, but it is 99");
  }

  private static void assertRefused(RoutingTable table, String piece, String instead, String why) {
    String text =
        new String(MessageCodec.encode(new TableMessage(table)), UTF_8).replace(piece, instead);
    assertThatThrownBy(() -> MessageCodec.decode(text.getBytes(UTF_8), TableMessage.class))
        .isInstanceOf(BadMessageException.class)
        .hasMessageContaining(why);
  }

  @Test
  void refusesMessagesThatPulsarWouldRefuse() {
    var huge = new ConfigAnswer("p", "controller", true, "x".repeat(MessageCodec.MAX_BYTES));
    assertThatThrownBy(() -> MessageCodec.encode(huge)).isInstanceOf(BadMessageException.class);
    assertThatThrownBy(
            () -> MessageCodec.decode(new byte[MessageCodec.MAX_BYTES + 1], Sample.class))
        .isInstanceOf(BadMessageException.class);
  }

  @Test
  void mutatedBytesAreReadOrRefusedAndNothingElse() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    List<byte[]> originals = oneOfEachType().map(MessageCodec::encode).toList();
    for (int i = 0; i < 20_000; i++) {
      byte[] original = originals.get(random.nextInt(originals.size()));
      byte[] bytes = Arrays.copyOf(original, random.nextInt(original.length) + 1);
      if (random.nextBoolean()) {
        bytes = original.clone();
      }
      for (int k = random.nextInt(4); k >= 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        MessageCodec.decode(bytes, SteerMessage.class);
      } catch (BadMessageException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void knowsPropertiesOfItsOwnVersionAlone() {
    SteerProperties.requireKnown(null);
    SteerProperties.requireKnown(SteerProperties.SCHEMA_VERSION);
    assertThatThrownBy(() -> SteerProperties.requireKnown("2"))
        .isInstanceOf(BadMessageException.class)
        .hasMessageContaining("schema 2");
  }

  private static void assertBad(String json, String says) {
    assertThatThrownBy(() -> MessageCodec.decode(json.getBytes(UTF_8), ConfigAnswer.class))
        .isInstanceOf(BadMessageException.class)
        .hasMessageContaining(says);
  }
}
