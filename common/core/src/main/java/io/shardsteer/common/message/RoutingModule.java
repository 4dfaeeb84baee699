package io.shardsteer.common.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.SplitPoints;
import java.io.IOException;

/**
 * How the values of the steering package stand in JSON: split points as the array of their order
 * keys, and those of an order of lower resolution as {@code {"resolution":7,"splitPoints":[..]}}.
 */
final class RoutingModule extends SimpleModule {
  RoutingModule() {
    super("shardsteer-steering");
    addSerializer(SplitPoints.class, new SplitPointsWriter());
    addDeserializer(SplitPoints.class, new SplitPointsReader());
    setMixInAnnotation(ModelRef.class, ModelRefMixIn.class);
    setMixInAnnotation(Reshard.class, ReshardMixIn.class);
  }

  @SuppressWarnings("ArrayRecordComponent") // read or written at once, never compared
  private record Reduced(int resolution, double[] splitPoints) {}

  private static final class SplitPointsWriter extends JsonSerializer<SplitPoints> {
    @Override
    public void serialize(SplitPoints splitPoints, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      boolean finest = splitPoints.resolution() == Resolution.FULL;
      to.writePOJO(
          finest
              ? splitPoints.toArray()
              : new Reduced(splitPoints.resolution(), splitPoints.toArray()));
    }
  }

  private static final class SplitPointsReader extends JsonDeserializer<SplitPoints> {
    @Override
    public SplitPoints deserialize(JsonParser from, DeserializationContext context)
        throws IOException {
      try {
        if (from.hasToken(JsonToken.START_OBJECT)) {
          Reduced reduced = context.readValue(from, Reduced.class);
          return SplitPoints.at(reduced.resolution(), reduced.splitPoints());
        }
        return SplitPoints.of(context.readValue(from, double[].class));
      } catch (IllegalArgumentException e) {
        throw JsonMappingException.from(from, e.getMessage(), e);
      }
    }
  }

  @JsonIgnoreProperties("hash")
  private interface ModelRefMixIn {}

  @JsonIgnoreProperties("settled")
  private interface ReshardMixIn {}
}
