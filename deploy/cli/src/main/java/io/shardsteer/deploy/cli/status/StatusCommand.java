package io.shardsteer.deploy.cli.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.pulsar.ControllerClient;
import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.deploy.cli.operate.ControllerCall;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.options.PipelineArgument;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.Operator;
import io.shardsteer.deploy.cli.rollout.Subscriptions;
import io.shardsteer.deploy.cli.watch.PipelineState;
import io.shardsteer.deploy.cli.watch.PipelineWatch;
import io.shardsteer.deploy.cli.watch.ReadsSummary;
import io.shardsteer.deploy.cli.watch.StoredSizes;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a pipeline is doing. */
@Command(
    name = "status",
    description = "Show shards, routing table, last decisions, rejects and parts of a pipeline.")
public final class StatusCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  /** How long the controller may take to write down what was counted. */
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Mixin PipelineArgument pipeline = new PipelineArgument();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--decisions",
      paramLabel = "COUNT",
      defaultValue = "5",
      description = "How many of the last decisions are shown; default: ${DEFAULT-VALUE}.")
  int decisions = 5;

  @Option(
      names = "--count",
      description =
          "Count the rows of every shard's table, which reads all of them; where they differ by more"
              + " than 5 % from the controller's sizes the decision log says so.")
  boolean count;

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() throws PulsarClientException {
    Cluster cluster = options.cluster();
    PipelineConfig config = pipeline.on(cluster);
    try (PulsarClient client = cluster.client();
        PulsarAdmin admin = cluster.admin();
        ControllerClient controller = new ControllerClient(client, ControllerCall.topics(config));
        PipelineWatch watch = PipelineWatch.follow(client, config)) {
      Optional<StoredSizes> stored =
          count ? Optional.of(stored(cluster, config, controller, watch)) : Optional.empty();
      PipelineStatus status = PipelineStatus.of(config, admin, controller.status(), watch.state());
      if (output.isJson()) {
        ObjectNode json = StatusDocument.of(status, decisions);
        stored.ifPresent(it -> StatusDocument.addStored(json, it));
        output.print(json);
      } else {
        print(status);
        stored.ifPresent(StatusCommand::print);
      }
    }
    return ExitCodes.OK;
  }

  /** Counts, and has the controller write down where it differs. */
  private static StoredSizes stored(
      Cluster cluster, PipelineConfig config, ControllerClient controller, PipelineWatch watch)
      throws PulsarClientException {
    StoredSizes stored = StoredSizes.count(cluster, config, controller, watch);
    try {
      var unused = controller.send(stored.command(Operator.wants(""), false), ANSWER);
      return stored;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted while waiting for the controller's answer.", e);
    }
  }

  private static void print(StoredSizes stored) {
    System.out.printf("%n  shard  rows stored  beside the controller's size%n");
    for (StoredSizes.Shard shard : stored.shards()) {
      System.out.printf(
          "  %5d  %,11d  %+,d (%+.1f %%)%n",
          shard.shard(),
          shard.rows(),
          shard.surplus(),
          100.0 * shard.surplus() / Math.max(1, shard.rows()));
    }
  }

  private void print(PipelineStatus status) {
    PipelineConfig config = status.config();
    System.out.printf("Pipeline %s, input %s%n", config.pipeline(), config.input().topic());
    System.out.println(waiting(status));
    status.controller().ifPresent(it -> controllerLines(it, config).forEach(System.out::println));
    boolean movesAutomatically =
        status.controller().map(it -> isAutomatic(it.rows())).orElse(false);
    print(status.state(), status.shardImbalance(), movesAutomatically);
    lostModel(status).ifPresent(System.out::println);
    printParts(status);
  }

  /** What an operator asks first: does the router keep up? */
  private static String waiting(PipelineStatus status) {
    return status
        .input()
        .value()
        .map(
            found ->
                found
                    .map(backlog -> backlog(backlog, System.currentTimeMillis()))
                    .orElse("Input: no router has subscribed yet; is the pipeline deployed?"))
        .orElseGet(() -> "Input: unknown (%s)".formatted(status.input().problem()));
  }

  static String backlog(Subscriptions.Backlog backlog, long nowMillis) {
    if (backlog.records() == 0) {
      return "Input: nothing waits";
    }
    String oldest =
        backlog.oldestMillis() <= 0
            ? ""
            : ", the oldest since %,.1f s"
                .formatted((nowMillis - backlog.oldestMillis()) / 1_000.0);
    return "Input: %,d messages wait, %,d of them delivered and not acknowledged%s"
        .formatted(backlog.records(), backlog.unacknowledged(), oldest);
  }

  /** What the controller does and waits for. */
  static List<String> controllerLines(ControllerStatus status, PipelineConfig config) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Controller: %s, %,d router instances, slowest %,.1f s behind, %,d samples%s"
            .formatted(
                status.phase().replace('_', ' '),
                status.routers(),
                status.lagMillis() / 1_000.0,
                status.samples(),
                status.training().isEmpty() ? "" : ", a training is in flight"));
    if (!status.waitingFor().isEmpty()) {
      lines.add("  waits: " + status.waitingFor());
    }
    lines.addAll(rowLines(status.rows()));
    Double hot = status.figures().get("hot_key_share");
    if (hot != null) {
      lines.add(hotLine(status, config, 100 * hot));
    }
    status
        .pauses()
        .forEach(
            paused ->
                lines.add(
                    "  paused: %s since %s by %s%s; `steer resume` ends it"
                        .formatted(
                            paused.what(),
                            Instant.ofEpochMilli(paused.sinceMillis()),
                            paused.who(),
                            paused.reason().isEmpty() ? "" : ": " + paused.reason())));
    if (!status.candidates().isEmpty()) {
      lines.add(
          "  %d models wait for approval; `steer candidates`"
              .formatted(status.candidates().size()));
    }
    return lines;
  }

  private static String hotLine(ControllerStatus status, PipelineConfig config, double percentage) {
    if (!config.shards().keepKeyTogether()) {
      return String.format(
          Locale.ROOT,
          "  hot record id: one holds %.1f %% of the load, more than a shard, and cannot be divided",
          percentage);
    }
    return String.format(
        Locale.ROOT,
        "  hot key: %s holds %.1f %% of the load, more than a shard; pin it, exclusive: true, or"
            + " divide it, keep_key_together: false",
        status.hotKey().isEmpty() ? "one key" : "'%s'".formatted(status.hotKey()),
        percentage);
  }

  /** Whether stored rows move by themselves, how far a move is and what it waits for. */
  private static List<String> rowLines(ControllerStatus.Rows rows) {
    List<String> lines = new ArrayList<>();
    String move =
        rows.move() == 0
            ? rows.state().equals("asked") ? "a move is asked for" : "no move is under way"
            : "move %d to revision %d is %s, %,d of %,d rows copied, %,d deleted"
                .formatted(
                    rows.move(),
                    rows.revision(),
                    rows.state(),
                    rows.copied(),
                    rows.planned(),
                    rows.deleted());
    lines.add("  rows move %s: %s".formatted(mode(rows), move));
    if (!rows.waitingFor().isEmpty()) {
      lines.add("    " + rows.waitingFor());
    }
    return lines;
  }

  private static String mode(ControllerStatus.Rows rows) {
    return isAutomatic(rows) ? "automatically" : "by hand";
  }

  private static boolean isAutomatic(ControllerStatus.Rows rows) {
    return rows.mode().equals("automatic");
  }

  private void print(PipelineState state, double shardImbalance, boolean movesAutomatically) {
    PrintStream out = System.out;
    out.printf("%n  shard     records   share%n");
    for (int shard = 0; shard < state.sizes().size(); shard++) {
      long size = state.sizes().get(shard);
      out.printf(
          "  %5d  %,10d  %5.2f %%%n", shard, size, 100.0 * size / Math.max(1, state.routed()));
    }
    new TreeMap<>(state.retired())
        .forEach(
            (shard, size) ->
                out.printf(
                    "  %5d  %,10d  %5.2f %%  retired%n",
                    shard, size, 100.0 * size / Math.max(1, state.routed())));
    out.printf(
        "  total  %,10d  largest - smallest: %.1f %% of a fair shard%n%n",
        state.routed(), 100 * shardImbalance);
    state
        .newestTable()
        .ifPresentOrElse(
            table ->
                out.printf(
                    "Routing table: revision %d, model version %d%s, in force from %s: %s%n",
                    table.revision(),
                    table.model().version(),
                    order(table),
                    Instant.ofEpochMilli(table.effectiveFromMillis()),
                    table.reason()),
            () -> out.println("Routing table: none yet; routers hash."));
    state.summary().ifPresent(out::println);
    state
        .reshards()
        .underWay()
        .ifPresent(
            reshard ->
                out.printf(
                    "Rows: move %d to where revision %d puts them%s is %s; %s goes on with it.%n",
                    reshard.number(),
                    reshard.revision(),
                    reshard.change().map(it -> ", by " + it.to().rowOrder() + ",").orElse(""),
                    reshard.isSettled() ? "deleting" : "copying",
                    movesAutomatically ? "a mover" : "`steer reshard`"));
    out.println(reads(state.reads()));
    out.println(rejected(state));
    List<LoggedDecision> decisionLog = state.decisionLog();
    out.printf("Last decisions (UTC), of %d:%n", decisionLog.size());
    decisionLog.stream()
        .skip(Math.max(0, decisionLog.size() - decisions))
        .forEach(
            entry ->
                out.printf(
                    "  %s  %-18s %s%n",
                    TIME.format(Instant.ofEpochMilli(entry.atMillis())),
                    entry.kind(),
                    entry.message()));
  }

  private static Optional<String> lostModel(PipelineStatus status) {
    if (status.modelPackage().value().orElse(true)) {
      return status.modelPackage().value().isPresent()
          ? Optional.empty()
          : Optional.of(status.modelPackage().problem());
    }
    return status
        .state()
        .newestTable()
        .map(
            table ->
                "The package of model %d is gone; see `steer packages`."
                    .formatted(table.model().version()));
  }

  /** What is to be known of a table's order. */
  private static String order(RoutingTable table) {
    if (table.model().isHash()) {
      return " (hash)";
    }
    int resolution = table.splitPoints().resolution();
    return resolution == Resolution.FULL
        ? ""
        : ", resolution %d bits (%,d steps)".formatted(resolution, Resolution.steps(resolution));
  }

  /** A slow shard stands out in it. */
  static String reads(ReadsSummary reads) {
    if (reads.queries() == 0 && reads.millisByShard().isEmpty()) {
      return "Reads: none in the last minute; nothing is probed unless query_latency is watched";
    }
    String asked =
        reads.queries() == 0
            ? "no query"
            : String.format(
                Locale.ROOT, "%,d queries, %.2f shards each", reads.queries(), reads.fanOut());
    String pages =
        new TreeMap<>(reads.millisByShard())
            .entrySet().stream()
                .map(
                    shard ->
                        String.format(Locale.ROOT, "%d %.1f", shard.getKey(), shard.getValue()))
                .collect(Collectors.joining(", "));
    return "Reads of the last minute: %s; p99 of a page by shard, ms: %s".formatted(asked, pages);
  }

  /** Shares show a poisoned stream at a glance. */
  static String rejected(PipelineState state) {
    if (state.rejects().isEmpty()) {
      return "Rejected: none";
    }
    String reasons =
        new TreeMap<>(state.rejects())
            .entrySet().stream()
                .map(reject -> "%s %,d".formatted(reject.getKey(), reject.getValue()))
                .collect(Collectors.joining(", "));
    return "Rejected: %,d, %.1f %% of all records (%s); see `steer rejects`"
        .formatted(
            state.rejected(),
            100.0 * state.rejected() / (state.rejected() + state.routed()),
            reasons);
  }

  private static void printParts(PipelineStatus status) {
    for (PipelineStatus.FunctionState function : status.functions()) {
      System.out.printf(
          "Function %s: %s%n",
          function.name(),
          function
              .instances()
              .value()
              .map(it -> "%d of %d instances run".formatted(it.running(), it.all()))
              .orElseGet(() -> "unknown (%s)".formatted(function.instances().problem())));
    }
    System.out.println(
        status
            .trainers()
            .value()
            .map(
                count ->
                    "Trainers: %d%s"
                        .formatted(
                            count, count == 0 ? "; nobody will answer a retrain request" : ""))
            .orElseGet(() -> "Trainers: unknown (%s)".formatted(status.trainers().problem())));
  }
}
