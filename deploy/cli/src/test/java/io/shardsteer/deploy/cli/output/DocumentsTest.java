package io.shardsteer.deploy.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.config.ConfigProblem;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.locate.CandidateShards;
import io.shardsteer.common.locate.Location;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.message.AskedShape;
import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ConfigAnswer;
import io.shardsteer.common.message.ControllerCheckpoint;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.steering.SplitPoints;
import io.shardsteer.deploy.cli.plan.ChangePlan;
import io.shardsteer.deploy.cli.plan.PlanDocument;
import io.shardsteer.deploy.cli.queries.AskedDocument;
import io.shardsteer.deploy.cli.queries.AskedReport;
import io.shardsteer.deploy.cli.query.ExplanationDocument;
import io.shardsteer.deploy.cli.query.LocationDocument;
import io.shardsteer.deploy.cli.rejects.DeadLetterReplay;
import io.shardsteer.deploy.cli.rejects.RejectCounts;
import io.shardsteer.deploy.cli.rejects.RejectsDocument;
import io.shardsteer.deploy.cli.reshard.MoveDocument;
import io.shardsteer.deploy.cli.rollout.ConfigPusher.Outcome;
import io.shardsteer.deploy.cli.rollout.Subscriptions.Backlog;
import io.shardsteer.deploy.cli.shadow.ShadowDocument;
import io.shardsteer.deploy.cli.shadow.ShadowReport;
import io.shardsteer.deploy.cli.status.PipelineStatus;
import io.shardsteer.deploy.cli.status.PipelineStatus.Known;
import io.shardsteer.deploy.cli.status.StatusDocument;
import io.shardsteer.deploy.cli.validate.ValidationDocument;
import io.shardsteer.deploy.cli.watch.PipelineState;
import io.shardsteer.deploy.cli.watch.ReadsSummary;
import io.shardsteer.deploy.reader.AnswerReport;
import io.shardsteer.deploy.reader.ReadPlan;
import io.shardsteer.deploy.reader.RecordExplanation;
import io.shardsteer.deploy.reader.ShardReading;
import io.shardsteer.mover.MovePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds deploy/OUTPUT.md against what commands print. */
class DocumentsTest {
  private static final long NOW = 1_796_030_000_000L;
  private static final JsonMapper MAPPER = new JsonMapper();

  private static final PipelineConfig CONFIG = config("");

  private static final RoutingTable TABLE =
      new RoutingTable(
          12,
          new ModelRef(3, "function://public/default/rides-model@v3", "00"),
          SplitPoints.of(new double[] {0.4}),
          List.of(0, 1),
          NOW - 60_000,
          1_000,
          "rebalance");

  private static final LoggedDecision ADOPTED =
      new LoggedDecision(
          NOW,
          "adopted",
          "operator",
          12,
          3,
          "Model 3 takes over from model 2.",
          "ann",
          Map.of("imbalance", 1.21, "fan_out", Double.NaN),
          Map.of("predicted_imbalance", 1.02),
          Map.of());

  private static final PipelineState STATE =
      new PipelineState(
          List.of(600L, 400L),
          Map.of(2, 50L),
          Map.of("TOO_LARGE", 7L),
          RoutingHistory.startingWith(RoutingTable.initial(2)),
          Reshards.NONE,
          List.of(ADOPTED),
          List.of(),
          new ReadsSummary(5, 1.4, Map.of(0, 3.5)));

  private static PipelineConfig config(String keys) {
    return PipelineConfigs.fromYaml(
        """
        pipeline: rides
        input_topic: rides
        target_shard_count: 2
        feature_extraction_pipeline: [{kind: numeric, field: hour}]
        """
            + keys,
        "test");
  }

  static List<ObjectNode> documents() {
    return List.of(
        status(),
        Documents.candidates(List.of(candidate())),
        Documents.decision(ADOPTED),
        Documents.answer(new CommandAnswer("6a1f", true, "Models are paused, routing goes on.")),
        LocationDocument.of(location()),
        LocationDocument.of(report(), new ReadPlan(1, 2, 0, OptionalLong.of(0)), 42),
        ExplanationDocument.of(explanation(), 10),
        AskedDocument.of(asked()),
        PlanDocument.of(ChangePlan.of(CONFIG, config("load: bytes\nseed: 2\n"), STATE, NOW)),
        PlanDocument.of("rides", outcome()),
        ShadowDocument.of(
            new ShadowReport(
                "rides", 3, Map.of("predicted_imbalance", 1.02, "movement", 0.34), "")),
        ValidationDocument.of(
            List.of(new ConfigProblem("seed (line 5)", "'x' is not a whole number.", "Give one."))),
        RejectsDocument.of(new RejectCounts(1), "persistent://t/n/rides-dead", any -> true),
        MoveDocument.of(new MovePlan(0, 1_024)),
        RejectsDocument.of(
            new DeadLetterReplay.Outcome(3, new TreeMap<>(Map.of("TOO_LARGE", 4L)))));
  }

  private static AskedReport asked() {
    return new AskedReport(
        "7 days",
        List.of(
            new AskedShape(
                List.of(new AskedShape.Part("hour", AskedShape.Kind.EQUAL, 0)), 6, 120, 57, 24_000),
            new AskedShape(List.of(), 2, 180_000, 64, 180_000)),
        Optional.empty(),
        32);
  }

  private static ObjectNode status() {
    var controller =
        new ControllerStatus(
            NOW,
            12,
            3,
            NOW - 60_000,
            "on_probation",
            NOW + 60_000,
            "",
            "Split points stay until 2026-12-01T22:00:00Z.",
            List.of(new ControllerStatus.Paused("models", NOW, "ann", "release day")),
            List.of(candidate()),
            2,
            150,
            9_000,
            List.of(600.0, 400.0),
            "customer-17",
            Map.of("rate_imbalance", 1.03, "shard_imbalance", 0.4, "fan_out", Double.NaN),
            new ControllerStatus.Rows(
                "automatic",
                "copying",
                2,
                12,
                9_000,
                4_500,
                0,
                "Rows wait until 2026-12-01T01:00:00Z."),
            ControllerCheckpoint.Corrections.NONE);
    var status =
        new PipelineStatus(
            CONFIG,
            Known.of(Optional.of(new Backlog(1_200, 7, NOW - 400))),
            Optional.of(controller),
            STATE,
            List.of(
                new PipelineStatus.FunctionState(
                    "rides-router", Known.of(new PipelineStatus.Instances(1, 2)))),
            Known.of(1),
            Known.of(true));
    return StatusDocument.of(status, 5);
  }

  private static ControllerStatus.WaitingCandidate candidate() {
    return new ControllerStatus.WaitingCandidate(
        "rides-4-1796029000000",
        4,
        NOW - 1_000_000,
        NOW + 85_400_000,
        Map.of("size_imbalance", 1.21),
        Map.of("predicted_imbalance", 1.02, "predicted_fan_out", 1.6, "movement", 0.08));
  }

  private static Location location() {
    return new Location(
        List.of(
            new CandidateShards(
                TABLE,
                TABLE.revision(),
                new TimeRange(NOW - 60_000, Long.MAX_VALUE),
                CandidateShards.Why.IN_FORCE,
                NumberSet.between(0.125, 0.25),
                List.of(0),
                NumberSet.between(0.125, 0.25),
                NumberSet.between(0, 1))));
  }

  private static AnswerReport report() {
    var reading = new ShardReading(1, 3, 120, 17, Duration.ofMillis(4), Duration.ofMillis(9), true);
    return new AnswerReport(location(), Map.of(0, reading), 17, Set.of("colour"));
  }

  private static RecordExplanation explanation() {
    return new RecordExplanation(
        "r-17",
        List.of(
            new RecordExplanation.Opinion(
                3, List.of(new RecordExplanation.Feature("hour", "8.0", true, 0.25)), 0.3125)),
        List.of(new RecordExplanation.Placement(12, 3, NOW - 60_000, 0.3125, 0, 0, 0.4, false)));
  }

  private static Outcome outcome() {
    return new Outcome(
        Map.of("controller", new ConfigAnswer("p1", "controller", true, "goes by the new seed")),
        List.of("router/0"));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void printsTheDocumentedShape(ObjectNode printed) throws IOException {
    String markdown = Files.readString(Path.of("../OUTPUT.md"));
    Set<Object> documented =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
            .matcher(markdown)
            .results()
            .map(block -> read(block.group(1)))
            .collect(Collectors.toSet());
    assertThat(documented).as(printed.toPrettyString()).contains(read(printed.toString()));
  }

  private static Object read(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
