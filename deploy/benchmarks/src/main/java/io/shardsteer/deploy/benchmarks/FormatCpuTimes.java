package io.shardsteer.deploy.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The contenders of {@link FormatBenchmark} in CPU time of their thread, taking turns, the best of
 * many rounds: for machines on which other work runs, where JMH's wall clock says little.
 */
public final class FormatCpuTimes {
  private static final int ROUNDS = 40;
  private static final int CALLS = 30_000;

  private FormatCpuTimes() {}

  /** One record's worth of work; the result keeps it from being optimised away. */
  @FunctionalInterface
  private interface Work {
    Object once() throws IOException;
  }

  public static void main(String[] args) throws IOException {
    for (int size : new int[] {200, 1_000}) {
      var benchmark = new FormatBenchmark();
      benchmark.size = size;
      benchmark.prepare();
      Map<String, Work> works = new LinkedHashMap<>();
      works.put("json to features", benchmark::jsonToFeatures);
      works.put("json to fields", benchmark::jsonToFields);
      works.put("json to Jackson's tree", benchmark::jsonToJacksonTree);
      works.put("avro to features", benchmark::avroToFeatures);
      works.put("avro to fields", benchmark::avroToFields);
      works.put("avro to GenericRecord, reused", benchmark::avroToGenericRecord);
      works.put("protobuf to features", benchmark::protobufToFeatures);
      works.put("protobuf to fields", benchmark::protobufToFields);
      works.put("protobuf to DynamicMessage", benchmark::protobufToDynamicMessage);
      measure(works)
          .forEach(
              (name, nanos) ->
                  System.out.printf(Locale.ROOT, "%5d B  %-30s %6.0f ns%n", size, name, nanos));
    }
  }

  private static Map<String, Double> measure(Map<String, Work> works) throws IOException {
    var threads = ManagementFactory.getThreadMXBean();
    double[] best = new double[works.size()];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    int spent = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int contender = 0;
      for (Work work : works.values()) {
        long start = threads.getCurrentThreadCpuTime();
        for (int call = 0; call < CALLS; call++) {
          spent += work.once() == null ? 1 : 0;
        }
        double nanos = (threads.getCurrentThreadCpuTime() - start) / (double) CALLS;
        best[contender] = Math.min(best[contender], nanos);
        contender++;
      }
    }
    if (spent > 0) {
      throw new IllegalStateException("A contender made nothing.");
    }
    Map<String, Double> times = new LinkedHashMap<>();
    works.keySet().forEach(name -> times.put(name, best[times.size()]));
    return times;
  }
}
