package io.shardsteer.common.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.shardsteer.common.steering.CutPoints;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshard;

/** How the values of the steering package stand in JSON: cut points as the array of their cuts. */
final class SteeringModule extends SimpleModule {
  SteeringModule() {
    super("shardsteer-steering");
    setMixInAnnotation(CutPoints.class, CutPointsMixIn.class);
    setMixInAnnotation(ModelRef.class, ModelRefMixIn.class);
    setMixInAnnotation(Reshard.class, ReshardMixIn.class);
  }

  private abstract static class CutPointsMixIn {
    @JsonCreator
    static CutPoints of(double... cuts) {
      return CutPoints.of(cuts);
    }

    @JsonValue
    abstract double[] toArray();
  }

  @JsonIgnoreProperties("hash")
  private interface ModelRefMixIn {}

  @JsonIgnoreProperties("settled")
  private interface ReshardMixIn {}
}
