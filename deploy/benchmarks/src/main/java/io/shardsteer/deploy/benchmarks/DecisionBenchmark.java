package io.shardsteer.deploy.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.routing.Decider;
import io.shardsteer.common.routing.RoutingSnapshot;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The decision for one record, from its bytes to its shard: nanoseconds and bytes allocated. The
 * records are bike trips of about 250 B as JSON; the model is the default decision tree, trained
 * here.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecisionBenchmark {
  /** Number of shards. */
  @Param({"8", "1024"})
  public int shards;

  private final JsonMapper tree = JsonMapper.builder().build();
  private final Decider decider = new Decider();
  private byte[][] payloads = {};
  private FieldValues[] decoded = {};
  private FieldValues values = new FieldValues(BikePipeline.PATHS);
  private RecordDecoder decoder = BikePipeline.decoder();
  private RoutingSnapshot snapshot = BikePipeline.untrained();
  private int next;

  /** Trains the model and decodes what the decision alone needs. */
  @Setup
  public void prepare() throws IOException {
    payloads = BikePipeline.payloads(4_096);
    decoder = BikePipeline.decoder();
    values = new FieldValues(BikePipeline.PATHS);
    decoded = new FieldValues[payloads.length];
    for (int i = 0; i < payloads.length; i++) {
      decoded[i] = new FieldValues(BikePipeline.PATHS);
      if (decoder.decode(payloads[i], decoded[i]) != null) {
        throw new IllegalStateException("A benchmark record cannot be decoded: record " + i);
      }
    }
    snapshot = BikePipeline.trained(decoded, shards);
  }

  /** From bytes to shard: decode, extract, score, search. */
  @Benchmark
  public int bytesToShard() {
    next = (next + 1) & 4_095;
    var unused = decoder.decode(payloads[next], values);
    return decide(values);
  }

  /** From field values to shard: extract, score, search. */
  @Benchmark
  public int fieldsToShard() {
    next = (next + 1) & 4_095;
    return decide(decoded[next]);
  }

  /** Decoding alone. */
  @Benchmark
  public double bytesToFields() {
    next = (next + 1) & 4_095;
    var unused = decoder.decode(payloads[next], values);
    return values.number(0);
  }

  /** What plain code does to read a record: Jackson's whole tree. */
  @Benchmark
  public JsonNode bytesToJacksonTree() throws IOException {
    next = (next + 1) & 4_095;
    return tree.readTree(payloads[next]);
  }

  private int decide(FieldValues record) {
    var unused = decider.decide(snapshot, record, next * 0x9E3779B97F4A7C15L, 1);
    return decider.shard();
  }
}
