package io.shardsteer.deploy.cli.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.deploy.cli.output.Documents;
import io.shardsteer.deploy.cli.watch.PipelineState;
import io.shardsteer.deploy.cli.watch.StoredSizes;
import java.util.List;
import java.util.TreeMap;

/** What a pipeline is doing. */
public final class StatusDocument {
  private StatusDocument() {}

  /**
   * @param decisions how many of the last decisions are told
   */
  public static ObjectNode of(PipelineStatus status, int decisions) {
    PipelineState state = status.state();
    ObjectNode json = Documents.of("status");
    json.put("pipeline", status.config().pipeline());
    json.put("input", status.config().input().topic());
    status
        .input()
        .value()
        .flatMap(backlog -> backlog)
        .ifPresent(
            backlog ->
                json.putObject("backlog")
                    .put("records", backlog.records())
                    .put("unacknowledged", backlog.unacknowledged())
                    .put("oldestMillis", backlog.oldestMillis()));
    status.controller().ifPresent(it -> addController(json.putObject("controller"), it));
    json.put("records", state.routed());
    Documents.put(json, "shardImbalance", status.shardImbalance());
    addShards(json.putArray("shards"), state);
    state.newestTable().ifPresent(table -> addTable(json.putObject("table"), table));
    addReads(json.putObject("reads"), state);
    ObjectNode rejects = json.putObject("rejects");
    new TreeMap<>(state.rejects()).forEach(rejects::put);
    addDecisions(json.putArray("decisions"), state.decisionLog(), decisions);
    ArrayNode functions = json.putArray("functions");
    for (PipelineStatus.FunctionState function : status.functions()) {
      ObjectNode one = functions.addObject().put("name", function.name());
      function
          .instances()
          .value()
          .ifPresent(it -> one.put("running", it.running()).put("instances", it.all()));
    }
    status.trainers().value().ifPresent(count -> json.put("trainers", count));
    status.modelPackage().value().ifPresent(isThere -> json.put("modelPackageIsThere", isThere));
    return json;
  }

  /** Adds the rows that the shards' tables hold. */
  public static void addStored(ObjectNode json, StoredSizes stored) {
    ArrayNode shards = json.putArray("stored");
    for (StoredSizes.Shard shard : stored.shards()) {
      shards
          .addObject()
          .put("shard", shard.shard())
          .put("rows", shard.rows())
          .put("surplus", shard.surplus());
    }
  }

  private static void addController(ObjectNode json, ControllerStatus status) {
    json.put("atMillis", status.atMillis());
    json.put("phase", status.phase());
    json.put("phaseUntilMillis", status.phaseUntilMillis());
    json.put("modelSinceMillis", status.modelSinceMillis());
    json.put("waitingFor", status.waitingFor());
    json.put("training", status.training());
    json.put("routers", status.routers());
    json.put("lagMillis", status.lagMillis());
    json.put("samples", status.samples());
    json.put("hotKey", status.hotKey());
    json.put("candidates", status.candidates().size());
    ArrayNode pauses = json.putArray("pauses");
    for (ControllerStatus.Paused paused : status.pauses()) {
      pauses
          .addObject()
          .put("what", paused.what())
          .put("sinceMillis", paused.sinceMillis())
          .put("who", paused.who())
          .put("reason", paused.reason());
    }
    Documents.addFigures(json.putObject("figures"), status.figures());
    ControllerStatus.Rows rows = status.rows();
    json.putObject("rows")
        .put("mode", rows.mode())
        .put("state", rows.state())
        .put("move", rows.move())
        .put("revision", rows.revision())
        .put("planned", rows.planned())
        .put("copied", rows.copied())
        .put("deleted", rows.deleted())
        .put("waitingFor", rows.waitingFor());
  }

  private static void addShards(ArrayNode shards, PipelineState state) {
    for (int shard = 0; shard < state.sizes().size(); shard++) {
      shards.addObject().put("shard", shard).put("records", state.sizes().get(shard));
    }
    new TreeMap<>(state.retired())
        .forEach(
            (shard, records) ->
                shards
                    .addObject()
                    .put("shard", shard)
                    .put("records", records)
                    .put("retired", true));
  }

  private static void addTable(ObjectNode json, RoutingTable table) {
    json.put("revision", table.revision());
    json.put("modelVersion", table.model().version());
    json.put("resolutionBits", table.splitPoints().resolution());
    json.put("effectiveFromMillis", table.effectiveFromMillis());
    json.put("reason", table.reason());
  }

  private static void addReads(ObjectNode json, PipelineState state) {
    json.put("queries", state.reads().queries());
    Documents.put(json, "fanOut", state.reads().fanOut());
    ObjectNode millis = json.putObject("millisP99ByShard");
    new TreeMap<>(state.reads().millisByShard())
        .forEach((shard, value) -> Documents.put(millis, Integer.toString(shard), value));
  }

  private static void addDecisions(ArrayNode array, List<LoggedDecision> log, int most) {
    log.stream()
        .skip(Math.max(0, log.size() - most))
        .forEach(decision -> Documents.addDecision(array.addObject(), decision));
  }
}
