package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import io.shardsteer.common.record.FieldCollection;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldTrie;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.FieldValues.Kind;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the Protobuf library writes is read. */
class ProtobufPartTest {
  private static final FieldPaths PATHS =
      FieldPaths.of(
          List.of(
              "id",
              "name",
              "kind",
              "place.lat",
              "stops.1.lat",
              "scores.2",
              "tags.colour",
              "counts.7",
              "at",
              "nickname",
              "sint",
              "fixed",
              "data",
              "maybe",
              "at.nanos",
              "nowhere",
              "place"));

  private final FieldValues values = new FieldValues(PATHS);

  @Test
  void readsEveryKindOfValueAndPassesOverTheRest() throws Exception {
    read(TripProtobuf.full().toByteArray());
    assertThat(values.identifier(0)).isEqualTo("18446744073709551615");
    assertThat(values.text(1)).isEqualTo("Zoë");
    assertThat(values.text(2)).isEqualTo("TRAM");
    assertThat(values.number(3)).isEqualTo(37.5);
    assertThat(values.number(4)).isEqualTo(2);
    assertThat(values.number(5)).isEqualTo(-3);
    assertThat(values.text(6)).isEqualTo("green");
    assertThat(values.number(7)).isEqualTo(0.5);
    assertThat(values.number(8)).isEqualTo(1_401_610_440.25);
    assertThat(values.text(9)).isEqualTo("Z");
    assertThat(values.number(10)).isEqualTo(-5);
    assertThat(values.number(11)).isEqualTo(4_294_967_295.0);
    assertThat(values.text(12)).isEqualTo("00ff");
    assertThat(values.number(13)).isZero();
    assertThat(values.number(14)).isEqualTo(250_000_000);
    assertThat(values.kind(15)).isEqualTo(Kind.ABSENT);
    assertThat(values.kind(16)).as("a message where a value is needed").isEqualTo(Kind.ABSENT);
  }

  @Test
  void keepsRepeatedFieldsAndMapsForColumnsThatTakeThem() throws Exception {
    FieldPaths paths =
        FieldPaths.of(
            List.of("scores", "scores.2", "tags", "tags.colour", "counts", "stops", "at", "place"));
    FieldValues read = new FieldValues(paths);
    ProtobufPart part =
        ProtobufPart.of(TripProtobuf.DESCRIPTORS, "bikes.Trip", FieldTrie.of(paths));
    part.read(TripProtobuf.full().toByteArray(), read);
    assertThat(read.collection(0))
        .extracting(FieldCollection::elements)
        .isEqualTo(List.of("-1", "-2", "-3"));
    assertThat(read.kind(0)).as("to features").isEqualTo(Kind.ABSENT);
    assertThat(read.number(1)).isEqualTo(-3);
    assertThat(read.collection(1)).isNull();
    assertThat(read.collection(2))
        .extracting(FieldCollection::entries)
        .isEqualTo(Map.of("colour", "green", "shape", "round"));
    assertThat(read.text(3)).isEqualTo("green");
    assertThat(read.collection(4))
        .extracting(FieldCollection::entries)
        .isEqualTo(Map.of("7", "0.5"));
    assertThat(read.collection(5)).hasToString("a list whose element '0' is a list or an object");
    assertThat(read.collection(6)).as("a time").isNull();
    assertThat(read.collection(7)).hasToString("a message");

    read.clear();
    part.read(new byte[0], read);
    assertThat(read.collection(0))
        .as("never written")
        .extracting(FieldCollection::elements)
        .isEqualTo(List.of());
    assertThat(read.collection(7)).isNull();
  }

  @Test
  void whatProto3DoesNotWriteIsZeroAndWhatIsOptionalOrInsideOfWhatIsMissingIsAbsent()
      throws Exception {
    read(new byte[0]);
    assertThat(values.number(0)).isZero();
    assertThat(values.text(1)).isEmpty();
    assertThat(values.text(2)).isEqualTo("BUS");
    assertThat(values.kind(3)).isEqualTo(Kind.ABSENT);
    assertThat(values.kind(8)).isEqualTo(Kind.ABSENT);
    assertThat(values.kind(9)).isEqualTo(Kind.ABSENT);
    assertThat(values.kind(13)).isEqualTo(Kind.ABSENT);
  }

  @Test
  void theLastOfTwoValuesCountsAndPartsOfAMessageAreJoined() throws Exception {
    Descriptor trip = TripProtobuf.TRIP;
    var first = DynamicMessage.newBuilder(trip);
    first.setField(trip.findFieldByName("name"), "first");
    first.setField(trip.findFieldByName("place"), TripProtobuf.place(1, 2));
    var second = DynamicMessage.newBuilder(trip);
    second.setField(trip.findFieldByName("name"), "second");
    byte[] both =
        ByteString.copyFrom(List.of(first.build().toByteString(), second.build().toByteString()))
            .toByteArray();
    read(both);
    assertThat(values.text(1)).isEqualTo("second");
    assertThat(values.number(3)).isEqualTo(1);
  }

  @Test
  void aNeededFieldOfAnotherTypeIsMalformedAndNamed() {
    byte[] numberAsName = {0x10, 0x07};
    assertThatThrownBy(() -> read(numberAsName)).hasMessageContaining("'name'");
  }

  @Test
  void aSchemaThatLacksTheMessageIsRefusedInWords() {
    assertThatThrownBy(
            () -> ProtobufPart.of(TripProtobuf.DESCRIPTORS, "bikes.Ride", FieldTrie.of(PATHS)))
        .isInstanceOf(BadSchemaException.class)
        .hasMessageContaining("bikes.Ride");
    assertThatThrownBy(
            () -> ProtobufPart.of("no".getBytes(UTF_8), "bikes.Trip", FieldTrie.of(PATHS)))
        .isInstanceOf(BadSchemaException.class);
  }

  @Test
  void readsRandomRecordsAsTheLibraryDoes() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    byte[] original = TripProtobuf.full().toByteArray();
    int same = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = Mutations.of(original, random);
      DynamicMessage message;
      try {
        message = DynamicMessage.parseFrom(TripProtobuf.TRIP, bytes);
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        continue;
      }
      try {
        values.clear();
        read(bytes);
      } catch (MalformedRecord e) {
        continue; // stricter: needed fields of another type, texts that are not UTF-8
      }
      same++;
      assertThat(Double.valueOf(values.number(3)))
          .isEqualTo(
              message.hasField(field("place"))
                  ? ((DynamicMessage) message.getField(field("place")))
                      .getField(
                          TripProtobuf.TRIP
                              .findFieldByName("place")
                              .getMessageType()
                              .findFieldByName("lat"))
                  : (Object) Double.NaN);
      assertThat(values.identifier(0))
          .isEqualTo(Long.toUnsignedString((Long) message.getField(field("id"))));
      assertThat(values.text(1)).isEqualTo(message.getField(field("name")));
      assertThat(values.number(10))
          .isEqualTo(((Integer) message.getField(field("sint"))).doubleValue());
    }
    assertThat(same).isPositive();
  }

  private static FieldDescriptor field(String name) {
    return TripProtobuf.TRIP.findFieldByName(name);
  }

  private void read(byte[] bytes) throws Exception {
    values.clear();
    ProtobufPart.of(TripProtobuf.DESCRIPTORS, "bikes.Trip", FieldTrie.of(PATHS))
        .read(bytes, values);
  }
}
