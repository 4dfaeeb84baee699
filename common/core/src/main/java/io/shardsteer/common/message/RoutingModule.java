package io.shardsteer.common.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.shardsteer.common.pin.Pin;
import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.steering.LayoutChange;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.PackedShards;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the values of the steering package stand in JSON: a few split points as the array of their
 * order keys, and those of an order of lower resolution as {@code
 * {"resolution":7,"splitPoints":[..]}}; many as {@code {"resolution":24,"packed":".."}}, and many
 * shards as a text, because a table of a thousand shards would be ten times as large otherwise.
 */
final class RoutingModule extends SimpleModule {
  RoutingModule() {
    super("shardsteer-steering");
    addSerializer(SplitPoints.class, new SplitPointsWriter());
    addDeserializer(SplitPoints.class, new SplitPointsReader());
    setMixInAnnotation(RoutingTable.class, RoutingTableMixIn.class);
    setMixInAnnotation(Pins.class, PinsMixIn.class);
    setMixInAnnotation(Pin.class, PinMixIn.class);
    setMixInAnnotation(ModelRef.class, ModelRefMixIn.class);
    setMixInAnnotation(Reshard.class, ReshardMixIn.class);
  }

  /** Above this many split points, or shards, they are packed. */
  private static final int MOST_WRITTEN_OUT = 64;

  @SuppressWarnings("ArrayRecordComponent") // read or written at once, never compared
  private record Reduced(int resolution, double[] splitPoints) {}

  @SuppressWarnings("ArrayRecordComponent") // read or written at once, never compared
  private record Packed(int resolution, byte[] packed) {}

  private static final class SplitPointsWriter extends JsonSerializer<SplitPoints> {
    @Override
    public void serialize(SplitPoints splitPoints, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      if (splitPoints.count() > MOST_WRITTEN_OUT) {
        to.writePOJO(new Packed(splitPoints.resolution(), splitPoints.pack()));
        return;
      }
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
          JsonNode object = context.readTree(from);
          if (object.has("packed")) {
            Packed packed = context.readTreeAsValue(object, Packed.class);
            return SplitPoints.unpack(packed.resolution(), packed.packed());
          }
          Reduced reduced = context.readTreeAsValue(object, Reduced.class);
          return SplitPoints.at(reduced.resolution(), reduced.splitPoints());
        }
        return SplitPoints.of(context.readValue(from, double[].class));
      } catch (IllegalArgumentException e) {
        throw JsonMappingException.from(from, e.getMessage(), e);
      }
    }
  }

  private static final class ShardsWriter extends JsonSerializer<List<Integer>> {
    @Override
    public void serialize(List<Integer> shards, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      if (shards.size() > MOST_WRITTEN_OUT) {
        to.writeBinary(PackedShards.pack(shards));
      } else {
        to.writePOJO(shards.stream().mapToInt(Integer::intValue).toArray());
      }
    }
  }

  private static final class ShardsReader extends JsonDeserializer<List<Integer>> {
    @Override
    public List<Integer> deserialize(JsonParser from, DeserializationContext context)
        throws IOException {
      try {
        return from.hasToken(JsonToken.VALUE_STRING)
            ? PackedShards.unpack(context.readValue(from, byte[].class))
            : List.of(context.readValue(from, Integer[].class));
      } catch (IllegalArgumentException | NullPointerException e) {
        throw JsonMappingException.from(from, "Not shards: " + e.getMessage(), e);
      }
    }
  }

  @SuppressWarnings("UnusedMethod") // read by Jackson
  private interface RoutingTableMixIn {
    @JsonSerialize(using = ShardsWriter.class)
    @JsonDeserialize(using = ShardsReader.class)
    List<Integer> shards();

    @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = NoPins.class)
    Pins pins();
  }

  /** Equal to what is left out. */
  private static final class NoPins {
    @Override
    public boolean equals(@Nullable Object value) {
      return Pins.NONE.equals(value);
    }

    @Override
    public int hashCode() {
      return Pins.NONE.hashCode();
    }
  }

  @JsonIgnoreProperties("empty")
  private interface PinsMixIn {}

  @JsonIgnoreProperties("ofKey")
  private interface PinMixIn {}

  @JsonIgnoreProperties("hash")
  private interface ModelRefMixIn {}

  @JsonIgnoreProperties("settled")
  @SuppressWarnings("UnusedMethod") // read by Jackson
  private interface ReshardMixIn {
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    List<LayoutChange> layout();
  }
}
