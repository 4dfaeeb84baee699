package io.shardsteer.deploy.benchmarks;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a large fleet of routers costs its controller and the topics between them. No servers; the
 * controller's time is CPU time of its thread.
 */
@Command(
    name = "fleet",
    mixinStandardHelpOptions = true,
    description = "Measure the controller of a large fleet of routers.")
public final class FleetBenchmark implements Callable<Integer> {
  private static final double MOST_CORES = 0.5;
  private static final double MOST_TABLE_BYTES = 4_096;

  /** So that the reports of all take some megabytes a second. */
  private static final double MOST_REPORT_BYTES = 10_240;

  @Option(names = "--routers", defaultValue = "100", description = "Default: ${DEFAULT-VALUE}.")
  int routers;

  @Option(names = "--shards", defaultValue = "1024", description = "Default: ${DEFAULT-VALUE}.")
  int shards;

  @Option(
      names = "--rate",
      defaultValue = "1000000",
      description = "Records per second of all routers; default: ${DEFAULT-VALUE}.")
  int rate;

  @Option(
      names = "--silent",
      defaultValue = "0.05",
      description =
          "Share of the routers that report no more in the second half; default: ${DEFAULT-VALUE}.")
  double silent;

  @Option(
      names = "--seconds",
      defaultValue = "120",
      description = "Simulated time; default: ${DEFAULT-VALUE}.")
  int seconds;

  public static void main(String[] args) {
    System.exit(new CommandLine(new FleetBenchmark()).execute(args));
  }

  @Override
  public Integer call() {
    var fleet = new SimulatedFleet(routers, shards, rate, silent, seconds);
    fleet.run();
    Figures figures = new Figures();
    figures.tellAtMost("controller_cores", fleet.controllerCores(), MOST_CORES);
    figures.tellAtMost("report_bytes", fleet.reportBytes(), MOST_REPORT_BYTES);
    figures.tellAtMost("routing_message_bytes", fleet.tableBytes(), MOST_TABLE_BYTES);
    figures.tell("checkpoint_bytes", fleet.checkpointBytes());
    figures.tell("tables", (double) fleet.tables());
    figures.tell("models", fleet.models());
    figures.tellAtLeast("tables_while_silent", fleet.tablesWhileSilent(), 1);
    return figures.end();
  }
}
