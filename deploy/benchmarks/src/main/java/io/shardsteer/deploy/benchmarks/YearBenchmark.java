package io.shardsteer.deploy.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A year of a stream with daily and weekly cycles, by the code that the parts run: what the routing
 * history takes, how long it takes to start on, and what summarised times cost queries. No servers;
 * times are CPU times.
 */
@Command(name = "year", description = "Measure the routing history of a year.")
public final class YearBenchmark implements Callable<Integer> {
  private static final int HALF_A_MINUTE = 365 * 24 * 120;

  @Option(
      names = "--tables",
      defaultValue = "" + HALF_A_MINUTE,
      description = "Tables published in the year; default: ${DEFAULT-VALUE}.")
  int tables = HALF_A_MINUTE;

  @Option(
      names = "--shards",
      defaultValue = "32,1024",
      split = ",",
      description = "Numbers of shards to try; default: ${DEFAULT-VALUE}.")
  List<Integer> shards = List.of(32, 1_024);

  private final Figures figures = new Figures();

  public static void main(String[] args) {
    System.exit(new CommandLine(new YearBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    for (int count : shards) {
      var topic = new YearTopic();
      var year = new SimulatedYear(count, tables, topic);
      year.run();
      tell("tables", count, year.tables(), Double.MAX_VALUE);
      tell("segments", count, year.segments(), Double.MAX_VALUE);
      tell("arrival_micros", count, year.arrivalMicros(), 1_000);
      tell("reads_asked_ratio", count, year.readsAskedRatio(), 1.3);
      tell("topic_bytes", count, (double) topic.bytes(), Double.MAX_VALUE);
      tell("message_bytes", count, year.messageBytes(), Double.MAX_VALUE);
      YearStarts starts = new YearStarts(count, topic.store(), year.endMillis());
      tell("start_seconds_router", count, starts.routerSeconds(), 5);
      tell("start_seconds_controller", count, starts.controllerSeconds(), 5);
      tell("start_seconds_reader", count, starts.readerSeconds(), 5);
      tell("heap_mb", count, starts.heapMegabytes(), 64);
    }
    return figures.end();
  }

  /** Of this thread: other work on the machine does not count. */
  static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private void tell(String name, int count, double value, double most) {
    figures.tellAtMost("%s_%d".formatted(name, count), value, most);
  }
}
