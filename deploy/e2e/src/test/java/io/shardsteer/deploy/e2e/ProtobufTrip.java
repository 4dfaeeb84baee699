package io.shardsteer.deploy.e2e;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.pulsar.common.schema.SchemaInfo;
import org.apache.pulsar.common.schema.SchemaType;

/** The trips of {@link FormatsIT} as Protobuf, with the schema that Pulsar makes of a class. */
final class ProtobufTrip {
  private static final FileDescriptorProto FILE =
      FileDescriptorProto.newBuilder()
          .setName("trip.proto")
          .setPackage("e2e")
          .setSyntax("proto3")
          .addEnumType(
              EnumDescriptorProto.newBuilder()
                  .setName("Kind")
                  .addValue(EnumValueDescriptorProto.newBuilder().setName("NO_KIND").setNumber(0))
                  .addValue(EnumValueDescriptorProto.newBuilder().setName("BUS").setNumber(1))
                  .addValue(EnumValueDescriptorProto.newBuilder().setName("TRAM").setNumber(2)))
          .addMessageType(
              DescriptorProto.newBuilder()
                  .setName("Trip")
                  .addField(field("id", 1, FieldDescriptorProto.Type.TYPE_STRING))
                  .addField(field("x", 2, FieldDescriptorProto.Type.TYPE_DOUBLE))
                  .addField(
                      field("place", 3, FieldDescriptorProto.Type.TYPE_MESSAGE)
                          .setTypeName(".e2e.Trip.Place"))
                  .addField(
                      field("kind", 4, FieldDescriptorProto.Type.TYPE_ENUM)
                          .setTypeName(".e2e.Kind")
                          .setOneofIndex(0)
                          .setProto3Optional(true))
                  .addField(field("amount", 5, FieldDescriptorProto.Type.TYPE_STRING))
                  .addField(field("at", 6, FieldDescriptorProto.Type.TYPE_INT64))
                  .addOneofDecl(OneofDescriptorProto.newBuilder().setName("_kind"))
                  .addNestedType(
                      DescriptorProto.newBuilder()
                          .setName("Place")
                          .addField(field("y", 1, FieldDescriptorProto.Type.TYPE_DOUBLE))))
          .build();

  static final SchemaInfo SCHEMA =
      SchemaInfo.builder()
          .name("Trip")
          .type(SchemaType.PROTOBUF_NATIVE)
          .schema(
              "{\"fileDescriptorSet\":\"%s\",\"rootMessageTypeName\":\"e2e.Trip\",\"rootFileDescriptorName\":\"trip.proto\"}"
                  .formatted(
                      Base64.getEncoder()
                          .encodeToString(
                              FileDescriptorSet.newBuilder().addFile(FILE).build().toByteArray()))
                  .getBytes(StandardCharsets.UTF_8))
          .build();

  private static final Descriptor TRIP = descriptor();

  private ProtobufTrip() {}

  private static FieldDescriptorProto.Builder field(
      String name, int number, FieldDescriptorProto.Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
  }

  private static Descriptor descriptor() {
    try {
      return FileDescriptor.buildFrom(FILE, new FileDescriptor[0]).findMessageTypeByName("Trip");
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @param kind number of the kind; 0: none is set
   */
  static DynamicMessage of(String id, double x, double y, int kind, String amount, long at) {
    Descriptor place = TRIP.findNestedTypeByName("Place");
    var trip =
        DynamicMessage.newBuilder(TRIP)
            .setField(TRIP.findFieldByName("id"), id)
            .setField(TRIP.findFieldByName("x"), x)
            .setField(
                TRIP.findFieldByName("place"),
                DynamicMessage.newBuilder(place).setField(place.findFieldByName("y"), y).build())
            .setField(TRIP.findFieldByName("amount"), amount)
            .setField(TRIP.findFieldByName("at"), at);
    if (kind > 0) {
      trip.setField(
          TRIP.findFieldByName("kind"),
          TRIP.findFieldByName("kind").getEnumType().findValueByNumber(kind));
    }
    return trip.build();
  }
}
