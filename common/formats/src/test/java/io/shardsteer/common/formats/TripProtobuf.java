package io.shardsteer.common.formats;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;

/** A message with a field of every kind, as protoc would describe it. */
final class TripProtobuf {
  private static final FileDescriptorProto FILE =
      FileDescriptorProto.newBuilder()
          .setName("trip.proto")
          .setPackage("bikes")
          .setSyntax("proto3")
          .addDependency("google/protobuf/timestamp.proto")
          .addDependency("google/protobuf/wrappers.proto")
          .addEnumType(
              EnumDescriptorProto.newBuilder()
                  .setName("Kind")
                  .addValue(EnumValueDescriptorProto.newBuilder().setName("BUS").setNumber(0))
                  .addValue(EnumValueDescriptorProto.newBuilder().setName("TRAM").setNumber(1)))
          .addMessageType(
              DescriptorProto.newBuilder()
                  .setName("Trip")
                  .addField(field("id", 1, FieldDescriptorProto.Type.TYPE_UINT64))
                  .addField(field("name", 2, FieldDescriptorProto.Type.TYPE_STRING))
                  .addField(
                      field("kind", 3, FieldDescriptorProto.Type.TYPE_ENUM)
                          .setTypeName(".bikes.Kind"))
                  .addField(
                      field("place", 4, FieldDescriptorProto.Type.TYPE_MESSAGE)
                          .setTypeName(".bikes.Trip.Place"))
                  .addField(
                      field("stops", 5, FieldDescriptorProto.Type.TYPE_MESSAGE)
                          .setTypeName(".bikes.Trip.Place")
                          .setLabel(Label.LABEL_REPEATED))
                  .addField(
                      field("scores", 6, FieldDescriptorProto.Type.TYPE_SINT32)
                          .setLabel(Label.LABEL_REPEATED))
                  .addField(
                      field("tags", 7, FieldDescriptorProto.Type.TYPE_MESSAGE)
                          .setTypeName(".bikes.Trip.TagsEntry")
                          .setLabel(Label.LABEL_REPEATED))
                  .addField(
                      field("counts", 8, FieldDescriptorProto.Type.TYPE_MESSAGE)
                          .setTypeName(".bikes.Trip.CountsEntry")
                          .setLabel(Label.LABEL_REPEATED))
                  .addField(
                      field("at", 9, FieldDescriptorProto.Type.TYPE_MESSAGE)
                          .setTypeName(".google.protobuf.Timestamp"))
                  .addField(
                      field("nickname", 10, FieldDescriptorProto.Type.TYPE_MESSAGE)
                          .setTypeName(".google.protobuf.StringValue"))
                  .addField(field("sint", 11, FieldDescriptorProto.Type.TYPE_SINT32))
                  .addField(field("fixed", 12, FieldDescriptorProto.Type.TYPE_FIXED32))
                  .addField(field("data", 13, FieldDescriptorProto.Type.TYPE_BYTES))
                  .addField(
                      field("maybe", 14, FieldDescriptorProto.Type.TYPE_INT32)
                          .setOneofIndex(0)
                          .setProto3Optional(true))
                  .addField(field("unread", 200, FieldDescriptorProto.Type.TYPE_STRING))
                  .addOneofDecl(OneofDescriptorProto.newBuilder().setName("_maybe"))
                  .addNestedType(
                      DescriptorProto.newBuilder()
                          .setName("Place")
                          .addField(field("lat", 1, FieldDescriptorProto.Type.TYPE_DOUBLE))
                          .addField(field("lon", 2, FieldDescriptorProto.Type.TYPE_FLOAT)))
                  .addNestedType(
                      entry(
                          "TagsEntry",
                          FieldDescriptorProto.Type.TYPE_STRING,
                          FieldDescriptorProto.Type.TYPE_STRING))
                  .addNestedType(
                      entry(
                          "CountsEntry",
                          FieldDescriptorProto.Type.TYPE_INT32,
                          FieldDescriptorProto.Type.TYPE_DOUBLE)))
          .build();

  static final byte[] DESCRIPTORS =
      FileDescriptorSet.newBuilder()
          .addFile(TimestampProto.getDescriptor().toProto())
          .addFile(WrappersProto.getDescriptor().toProto())
          .addFile(FILE)
          .build()
          .toByteArray();

  static final Descriptor TRIP = trip();

  private TripProtobuf() {}

  private static FieldDescriptorProto.Builder field(
      String name, int number, FieldDescriptorProto.Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(Label.LABEL_OPTIONAL);
  }

  private static DescriptorProto entry(
      String name, FieldDescriptorProto.Type key, FieldDescriptorProto.Type value) {
    return DescriptorProto.newBuilder()
        .setName(name)
        .addField(field("key", 1, key))
        .addField(field("value", 2, value))
        .setOptions(MessageOptions.newBuilder().setMapEntry(true))
        .build();
  }

  private static Descriptor trip() {
    try {
      return FileDescriptor.buildFrom(
              FILE,
              new FileDescriptor[] {TimestampProto.getDescriptor(), WrappersProto.getDescriptor()})
          .findMessageTypeByName("Trip");
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  static DynamicMessage place(double latitude, float longitude) {
    Descriptor place = TRIP.findNestedTypeByName("Place");
    return DynamicMessage.newBuilder(place)
        .setField(place.findFieldByName("lat"), latitude)
        .setField(place.findFieldByName("lon"), longitude)
        .build();
  }

  private static DynamicMessage entry(String name, Object key, Object value) {
    Descriptor entry = TRIP.findNestedTypeByName(name);
    return DynamicMessage.newBuilder(entry)
        .setField(entry.findFieldByName("key"), key)
        .setField(entry.findFieldByName("value"), value)
        .build();
  }

  /** A record with all fields. */
  static DynamicMessage full() {
    var trip = DynamicMessage.newBuilder(TRIP);
    trip.setField(TRIP.findFieldByName("id"), -1L);
    trip.setField(TRIP.findFieldByName("name"), "Zoë");
    trip.setField(
        TRIP.findFieldByName("kind"),
        TRIP.findFieldByName("kind").getEnumType().findValueByName("TRAM"));
    trip.setField(TRIP.findFieldByName("place"), place(37.5, -122));
    for (int i = 1; i < 4; i++) {
      trip.addRepeatedField(TRIP.findFieldByName("stops"), place(i, i));
      trip.addRepeatedField(TRIP.findFieldByName("scores"), -i);
    }
    trip.addRepeatedField(TRIP.findFieldByName("tags"), entry("TagsEntry", "colour", "green"));
    trip.addRepeatedField(TRIP.findFieldByName("tags"), entry("TagsEntry", "shape", "round"));
    trip.addRepeatedField(TRIP.findFieldByName("counts"), entry("CountsEntry", 7, 0.5));
    trip.setField(
        TRIP.findFieldByName("at"),
        Timestamp.newBuilder().setSeconds(1_401_610_440).setNanos(250_000_000).build());
    trip.setField(TRIP.findFieldByName("nickname"), StringValue.of("Z"));
    trip.setField(TRIP.findFieldByName("sint"), -5);
    trip.setField(TRIP.findFieldByName("fixed"), -1);
    trip.setField(TRIP.findFieldByName("data"), ByteString.copyFrom(new byte[] {0, (byte) 0xff}));
    trip.setField(TRIP.findFieldByName("maybe"), 0);
    trip.setField(TRIP.findFieldByName("unread"), "x".repeat(200));
    return trip.build();
  }
}
