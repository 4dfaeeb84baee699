package io.shardsteer.deploy.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.feature.FeatureExtractor;
import io.shardsteer.common.feature.FeatureFitter;
import io.shardsteer.common.formats.RecordDecoders;
import io.shardsteer.common.formats.TopicSchema;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Synthetic orders with ten fields that are used, all of the kinds that pipelines commonly use:
 * numbers, a place, a time, categories, a flag and a key. Larger records have more fields that are
 * not used.
 */
final class OrderRecords {
  private static final PipelineConfig CONFIG =
      PipelineConfigs.fromYaml(
          """
          pipeline: orders
          input_topic: orders
          feature_extraction_pipeline:
            - {kind: numeric, field: price}
            - {kind: numeric, field: quantity, transform: log}
            - {kind: range, field: weight, edges: [1, 5, 20]}
            - {kind: geo, name: shop, latitude: lat, longitude: lon}
            - {kind: time, field: at, part: hour_of_week}
            - {kind: categorical, field: city, levels: [Berlin, Lisbon, London, Madrid, Paris, Rome, Vienna, Warsaw]}
            - {kind: categorical, field: size, levels: [S, M, L, XL]}
            - {kind: flag, field: express, equals: "true"}
            - {kind: key_hash, field: customer}
          """,
          "benchmark");

  static final FieldPaths PATHS = PipelineFields.of(CONFIG);

  private static final List<String> CITIES =
      List.of("Berlin", "Lisbon", "London", "Madrid", "Paris", "Rome", "Vienna", "Warsaw", "Oslo");
  private static final List<String> SIZES = List.of("S", "M", "L", "XL");
  private static final int UNUSED_TEXTS = 10;
  private static final int UNUSED_NUMBERS = 10;

  static final Schema AVRO = avroSchema();
  static final Descriptor PROTOBUF = descriptor(file());

  private final List<Map<String, Object>> orders = new ArrayList<>();
  private final int size;

  /**
   * @param size bytes of a record as JSON
   */
  OrderRecords(int count, int size) throws IOException {
    this.size = size;
    var random = new Random(1);
    for (int i = 0; i < count; i++) {
      orders.add(order(random));
    }
  }

  private Map<String, Object> order(Random random) throws IOException {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("customer", "c" + random.nextInt(100_000));
    order.put("price", Math.round(random.nextDouble() * 100_000) / 100.0);
    order.put("quantity", (long) random.nextInt(50));
    order.put("weight", Math.round(random.nextDouble() * 300) / 10.0);
    order.put("lat", 35 + Math.round(random.nextDouble() * 2e6) / 1e5);
    order.put("lon", -9 + Math.round(random.nextDouble() * 3e6) / 1e5);
    order.put("at", 1_400_000_000_000L + random.nextInt(1_000_000_000));
    order.put("city", CITIES.get(random.nextInt(CITIES.size())));
    order.put("size", SIZES.get(random.nextInt(SIZES.size())));
    order.put("express", random.nextBoolean());
    boolean large = size > 500;
    for (int i = 0; large && i < UNUSED_NUMBERS; i++) {
      order.put("metric_" + i, Math.round(random.nextDouble() * 1e6) / 1e3);
    }
    int names = large ? UNUSED_TEXTS : 1;
    int left = size - JsonMapper.builder().build().writeValueAsBytes(order).length;
    for (int i = 0; i < names; i++) {
      int length = Math.max(1, left / names - "\"remark_0\":\"\",".length());
      order.put("remark_" + i, "lorem ipsum dolor sit amet ".repeat(40).substring(0, length));
    }
    return order;
  }

  byte[][] asJson() throws IOException {
    var mapper = JsonMapper.builder().build();
    byte[][] records = new byte[orders.size()][];
    for (int i = 0; i < records.length; i++) {
      records[i] = mapper.writeValueAsBytes(orders.get(i));
    }
    return records;
  }

  byte[][] asAvro() throws IOException {
    byte[][] records = new byte[orders.size()][];
    var writer = new GenericDatumWriter<GenericData.Record>(AVRO);
    for (int i = 0; i < records.length; i++) {
      var record = new GenericData.Record(AVRO);
      orders.get(i).forEach(record::put);
      var out = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      writer.write(record, encoder);
      encoder.flush();
      records[i] = out.toByteArray();
    }
    return records;
  }

  byte[][] asProtobuf() {
    byte[][] records = new byte[orders.size()][];
    for (int i = 0; i < records.length; i++) {
      var message = DynamicMessage.newBuilder(PROTOBUF);
      orders
          .get(i)
          .forEach((name, value) -> message.setField(PROTOBUF.findFieldByName(name), value));
      records[i] = message.build().toByteArray();
    }
    return records;
  }

  /** Fails unless a decoder reads every record, and reads it right. */
  void check(RecordDecoder decoder, byte[][] records) {
    var values = new FieldValues(PATHS);
    for (int i = 0; i < records.length; i++) {
      Rejection rejection = decoder.decode(records[i], values);
      if (rejection != null) {
        throw new IllegalStateException("A benchmark record cannot be decoded: " + rejection);
      }
      for (int slot = 0; slot < PATHS.size(); slot++) {
        Object expected = orders.get(i).get(PATHS.paths().get(slot));
        boolean same =
            expected instanceof Number number
                ? values.number(slot) == number.doubleValue()
                : String.valueOf(expected).equals(values.identifier(slot));
        if (!same) {
          throw new IllegalStateException(
              "A benchmark record is read wrong: %s".formatted(PATHS.paths().get(slot)));
        }
      }
    }
  }

  static FeatureExtractor features() {
    var specs = CONFIG.featureExtractionPipeline();
    var corner = new FieldValues(PATHS);
    var other = new FieldValues(PATHS);
    corner.setNumber(PATHS.slot("lat"), 35.0);
    corner.setNumber(PATHS.slot("lon"), -9.0);
    other.setNumber(PATHS.slot("lat"), 55.0);
    other.setNumber(PATHS.slot("lon"), 21.0);
    return FeatureExtractor.of(
        specs, PATHS, FeatureFitter.fit(specs, PATHS, List.of(corner, other)));
  }

  static RecordDecoder json() {
    return decoders().of(TopicSchema.NONE);
  }

  static RecordDecoder avro() {
    return decoders()
        .of(new TopicSchema("AVRO", AVRO.toString().getBytes(StandardCharsets.UTF_8), Map.of()));
  }

  static RecordDecoder protobuf() {
    String descriptors =
        Base64.getEncoder()
            .encodeToString(FileDescriptorSet.newBuilder().addFile(file()).build().toByteArray());
    String definition =
        "{\"fileDescriptorSet\":\"%s\",\"rootMessageTypeName\":\"Order\",\"rootFileDescriptorName\":\"order.proto\"}"
            .formatted(descriptors);
    return decoders()
        .of(
            new TopicSchema(
                "PROTOBUF_NATIVE", definition.getBytes(StandardCharsets.UTF_8), Map.of()));
  }

  private static RecordDecoders decoders() {
    return new RecordDecoders(CONFIG.input(), PATHS);
  }

  private static Schema avroSchema() {
    var fields = SchemaBuilder.record("Order").fields();
    fields.requiredString("customer").requiredDouble("price").requiredLong("quantity");
    fields.requiredDouble("weight").requiredDouble("lat").requiredDouble("lon");
    fields.requiredLong("at").requiredString("city").requiredString("size");
    fields.requiredBoolean("express");
    for (int i = 0; i < UNUSED_NUMBERS; i++) {
      fields.optionalDouble("metric_" + i);
    }
    for (int i = 0; i < UNUSED_TEXTS; i++) {
      fields.optionalString("remark_" + i);
    }
    return fields.endRecord();
  }

  private static FileDescriptorProto file() {
    var order = DescriptorProto.newBuilder().setName("Order");
    int number = 1;
    for (Schema.Field field : AVRO.getFields()) {
      Schema schema = field.schema();
      Schema.Type type = schema.isUnion() ? schema.getTypes().get(1).getType() : schema.getType();
      order.addField(
          FieldDescriptorProto.newBuilder()
              .setName(field.name())
              .setNumber(number++)
              .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
              .setType(
                  switch (type) {
                    case STRING -> FieldDescriptorProto.Type.TYPE_STRING;
                    case LONG -> FieldDescriptorProto.Type.TYPE_INT64;
                    case BOOLEAN -> FieldDescriptorProto.Type.TYPE_BOOL;
                    default -> FieldDescriptorProto.Type.TYPE_DOUBLE;
                  }));
    }
    return FileDescriptorProto.newBuilder()
        .setName("order.proto")
        .setSyntax("proto3")
        .addMessageType(order)
        .build();
  }

  private static Descriptor descriptor(FileDescriptorProto file) {
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Order");
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }
}
