package io.shardsteer.deploy.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Avro records as JSON: bytes in base64, decimals by their digits, other logical types as stored.
 */
final class AvroTrees {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private AvroTrees() {}

  /**
   * @throws IOException if the bytes are no record of the schema
   */
  static JsonNode of(Schema schema, byte[] record) throws IOException {
    GenericData data = new GenericData();
    data.addLogicalTypeConversion(new Conversions.DecimalConversion());
    try {
      return node(
          new GenericDatumReader<Object>(schema, schema, data)
              .read(null, DecoderFactory.get().binaryDecoder(record, null)));
    } catch (RuntimeException e) {
      throw new IOException("These bytes are no record of the schema.", e);
    }
  }

  private static JsonNode node(@Nullable Object value) {
    if (value instanceof IndexedRecord record) {
      ObjectNode object = JSON.objectNode();
      record
          .getSchema()
          .getFields()
          .forEach(field -> object.set(field.name(), node(record.get(field.pos()))));
      return object;
    }
    if (value instanceof Collection<?> elements) {
      ArrayNode array = JSON.arrayNode();
      elements.forEach(element -> array.add(node(element)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = JSON.objectNode();
      map.forEach((key, element) -> object.set(key.toString(), node(element)));
      return object;
    }
    return scalar(value);
  }

  private static JsonNode scalar(@Nullable Object value) {
    if (value == null) {
      return JSON.nullNode();
    }
    if (value instanceof Boolean truth) {
      return JSON.booleanNode(truth);
    }
    if (value instanceof Integer || value instanceof Long) {
      return JSON.numberNode(((Number) value).longValue());
    }
    if (value instanceof Float number) {
      return JSON.numberNode(number);
    }
    if (value instanceof Double number) {
      return JSON.numberNode(number);
    }
    if (value instanceof BigDecimal number) {
      return DecimalNode.valueOf(number);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return JSON.binaryNode(bytes);
    }
    return value instanceof GenericFixed fixed
        ? JSON.binaryNode(fixed.bytes())
        : JSON.textNode(value.toString());
  }
}
