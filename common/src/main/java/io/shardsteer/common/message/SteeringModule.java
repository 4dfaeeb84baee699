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
import io.shardsteer.common.steering.CutPoints;
import io.shardsteer.common.steering.Grain;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshard;
import java.io.IOException;

/**
 * How the values of the steering package stand in JSON: cut points as the array of their cuts, and
 * those of a coarser order as {@code {"grain":7,"cuts":[..]}}.
 */
final class SteeringModule extends SimpleModule {
  SteeringModule() {
    super("shardsteer-steering");
    addSerializer(CutPoints.class, new CutPointsWriter());
    addDeserializer(CutPoints.class, new CutPointsReader());
    setMixInAnnotation(ModelRef.class, ModelRefMixIn.class);
    setMixInAnnotation(Reshard.class, ReshardMixIn.class);
  }

  @SuppressWarnings("ArrayRecordComponent") // read or written at once, never compared
  private record Coarse(int grain, double[] cuts) {}

  private static final class CutPointsWriter extends JsonSerializer<CutPoints> {
    @Override
    public void serialize(CutPoints cuts, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      boolean finest = cuts.grain() == Grain.FINEST;
      to.writePOJO(finest ? cuts.toArray() : new Coarse(cuts.grain(), cuts.toArray()));
    }
  }

  private static final class CutPointsReader extends JsonDeserializer<CutPoints> {
    @Override
    public CutPoints deserialize(JsonParser from, DeserializationContext context)
        throws IOException {
      try {
        if (from.hasToken(JsonToken.START_OBJECT)) {
          Coarse coarse = context.readValue(from, Coarse.class);
          return CutPoints.at(coarse.grain(), coarse.cuts());
        }
        return CutPoints.of(context.readValue(from, double[].class));
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
