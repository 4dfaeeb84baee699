package io.shardsteer.common.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.shardsteer.common.steering.PackedCounts;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;

/**
 * How routers' reports are written: counts by shard and order keys as bytes. Schema 1 had counts as
 * objects and order keys as the text of their bytes, which are read, too.
 */
final class ReportModule extends SimpleModule {
  ReportModule() {
    super("shardsteer-reports");
    setMixInAnnotation(ShardReport.class, ShardReportMixIn.class);
  }

  @SuppressWarnings("UnusedMethod") // read by Jackson
  private interface ShardReportMixIn {
    @JsonSerialize(using = CountsWriter.class)
    @JsonDeserialize(using = CountsReader.class)
    Map<Integer, Long> records();

    @JsonSerialize(using = CountsWriter.class)
    @JsonDeserialize(using = CountsReader.class)
    Map<Integer, Long> bytes();

    @JsonSerialize(using = CountsWriter.class)
    @JsonDeserialize(using = CountsReader.class)
    Map<Integer, Long> pinnedLoad();

    @JsonSerialize(using = OrderKeysWriter.class)
    @JsonDeserialize(using = OrderKeysReader.class)
    String orderKeys();
  }

  private static final class CountsWriter extends JsonSerializer<Map<Integer, Long>> {
    @Override
    public void serialize(Map<Integer, Long> counts, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      to.writeBinary(PackedCounts.pack(counts));
    }
  }

  private static final class CountsReader extends JsonDeserializer<Map<Integer, Long>> {
    @Override
    public Map<Integer, Long> deserialize(JsonParser from, DeserializationContext context)
        throws IOException {
      if (from.hasToken(JsonToken.START_OBJECT)) {
        return context.readValue(
            from, context.getTypeFactory().constructMapType(Map.class, Integer.class, Long.class));
      }
      try {
        return PackedCounts.unpack(from.getBinaryValue());
      } catch (IllegalArgumentException e) {
        throw JsonMappingException.from(from, "Not counts: " + e.getMessage(), e);
      }
    }
  }

  private static final class OrderKeysWriter extends JsonSerializer<String> {
    @Override
    public void serialize(String text, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      to.writeBinary(Base64.getDecoder().decode(text));
    }
  }

  private static final class OrderKeysReader extends JsonDeserializer<String> {
    @Override
    public String deserialize(JsonParser from, DeserializationContext context) throws IOException {
      return from.hasToken(JsonToken.VALUE_STRING)
          ? from.getText()
          : Base64.getEncoder().encodeToString(from.getBinaryValue());
    }
  }
}
