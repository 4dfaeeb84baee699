package io.shardsteer.deploy.console;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.config.AcceptableImbalance;
import io.shardsteer.common.message.ControllerStatus;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.ShardReport;
import io.shardsteer.common.pin.Pin;
import io.shardsteer.common.pin.Pins;
import io.shardsteer.common.steering.InForce;
import io.shardsteer.common.steering.RoutingTable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the HTTP API says of a pipeline. Figures that could not be measured are left out. */
final class PipelineJson {
  static final JsonMapper MAPPER = new JsonMapper();

  /** Lines that a chart of shards shows at most; with more shards it shows quantiles. */
  static final int MOST_LINES = 32;

  /** Split points in one answer at most, over all tables. */
  static final int MOST_SPLIT_POINTS = 30_000;

  private static final double[] QUANTILES = {0, 0.1, 0.5, 0.9, 1};

  private PipelineJson() {}

  /** A row of the overview. */
  static ObjectNode summary(PipelineHistory history) {
    ObjectNode json = MAPPER.createObjectNode();
    long[] sizes = history.sizes();
    RoutingTable table = history.tables().latest();
    json.put("pipeline", history.config().pipeline());
    json.put("input", history.config().input().topic());
    json.put("atMillis", history.newestMillis());
    json.put("shardCount", sizes.length);
    json.put("records", Arrays.stream(sizes).sum());
    put(json, "recordsPerSecond", totalRate(history, sizes.length));
    json.put("imbalance", history.imbalance());
    put(json, "acceptableImbalance", acceptable(history));
    put(json, "fanOut", history.fanOut());
    json.put("rejected", history.rejects().values().stream().mapToLong(it -> it).sum());
    json.put("revision", table.revision());
    json.put("modelVersion", table.model().version());
    json.put("modelSinceMillis", history.tables().latestModelSinceMillis());
    json.put("resolutionBits", table.splitPoints().resolution());
    json.put("trainingSinceMillis", history.trainingSinceMillis());
    ArrayNode state = json.putArray("recentImbalance");
    List<Frame> frames = history.frames();
    frames.stream()
        .skip(Math.max(0, frames.size() - 60))
        .forEach(frame -> state.add(round(frame.imbalance)));
    json.put("steered", history.isSteered());
    history
        .status()
        .ifPresent(
            status -> {
              json.put("waitingFor", status.waitingFor());
              json.put("phase", status.phase());
              json.set("pauses", MAPPER.valueToTree(status.pauses()));
              json.put("candidateCount", status.candidates().size());
            });
    return json;
  }

  private static double totalRate(PipelineHistory history, int shards) {
    double total = Double.NaN;
    for (int shard = 0; shard < shards; shard++) {
      double rate = history.perSecond(shard);
      if (!Double.isNaN(rate)) {
        total = Double.isNaN(total) ? rate : total + rate;
      }
    }
    return total;
  }

  /** (Largest - smallest) / mean that is accepted; what is given in records depends on the mean. */
  static double acceptable(PipelineHistory history) {
    var acceptable = history.config().shards().acceptableImbalance();
    if (acceptable instanceof AcceptableImbalance.Relative relative) {
      return relative.fraction();
    }
    double mean = Arrays.stream(history.loads()).average().orElse(0);
    return mean == 0 ? Double.NaN : ((AcceptableImbalance.Absolute) acceptable).load() / mean;
  }

  /** Everything about one pipeline that changes from second to second. */
  static ObjectNode detail(PipelineHistory history) {
    ObjectNode json = summary(history);
    long[] sizes = history.sizes();
    long[] bytes = history.bytes();
    Map<Integer, Double> reads = history.readMillisByShard();
    ArrayNode shards = json.putArray("shards");
    for (int shard = 0; shard < sizes.length; shard++) {
      ObjectNode one = shards.addObject();
      one.put("shard", shard);
      one.put("records", sizes[shard]);
      one.put("bytes", bytes[shard]);
      put(one, "perSecond", history.perSecond(shard));
      put(one, "readMillisP99", reads.getOrDefault(shard, Double.NaN));
    }
    json.set("rejects", MAPPER.valueToTree(history.rejects()));
    json.put("reason", history.tables().latest().reason());
    json.put("queries", history.queries());
    json.put("hasPlace", history.geo().isPresent());
    json.put("lateRecords", history.lateRecords());
    ArrayNode queries = json.putArray("declaredQueries");
    history
        .config()
        .queries()
        .forEach(
            query -> {
              ObjectNode one = queries.addObject();
              one.put("name", query.name());
              one.put("weight", query.weight());
              ArrayNode fields = one.putArray("fields");
              query.conditions().forEach(condition -> fields.add(condition.field()));
            });
    addPins(json.putArray("pins"), history.tables().latest().pins());
    json.set("routers", routers(history.routers()));
    history.status().ifPresent(status -> addStatus(json, status));
    return json;
  }

  private static void addPins(ArrayNode pins, Pins ofTable) {
    for (Pin pin : ofTable.all()) {
      ObjectNode one = pins.addObject();
      one.put("field", pin.isOfKey() ? "key" : pin.field());
      pin.values().forEach(one.putArray("values")::add);
      one.put("shard", pin.shard());
      one.put("exclusive", pin.exclusive());
    }
  }

  private static ArrayNode routers(Collection<ShardReport> newest) {
    ArrayNode routers = MAPPER.createArrayNode();
    for (ShardReport report : newest) {
      ObjectNode one = routers.addObject();
      one.put("instance", report.instance());
      one.put("reportedMillis", report.atMillis());
      one.put("inFlight", report.inFlight());
      put(one, "writeMillisP50", report.writeMillisP50());
      put(one, "writeMillisP99", report.writeMillisP99());
      one.put("revision", report.revision());
      one.put("lateRecords", report.lateRecords());
    }
    return routers;
  }

  private static void addStatus(ObjectNode json, ControllerStatus status) {
    json.put("hotKey", status.hotKey());
    json.set("rows", MAPPER.valueToTree(status.rows()));
    json.put("training", status.training());
    json.put("phaseUntilMillis", status.phaseUntilMillis());
    json.put("lagMillis", status.lagMillis());
    json.set("candidates", MAPPER.valueToTree(status.candidates()));
    json.set("figures", MAPPER.valueToTree(status.figures()));
  }

  /** Shards, imbalance and fan-out over time. */
  static ObjectNode series(PipelineHistory history) {
    ObjectNode json = MAPPER.createObjectNode();
    List<Frame> frames = history.frames();
    ArrayNode times = json.putArray("times");
    ArrayNode imbalance = json.putArray("imbalance");
    ArrayNode fanOut = json.putArray("fanOut");
    ArrayNode writes = json.putArray("writeMillisP99");
    ArrayNode rejects = json.putArray("rejects");
    for (Frame frame : frames) {
      times.add(frame.atMillis);
      imbalance.add(round(frame.imbalance));
      add(fanOut, frame.fanOut);
      add(writes, frame.writeMillisP99);
      rejects.add(frame.rejects);
    }
    addLines(json, frames);
    json.set("marks", marks(history));
    put(json, "acceptableImbalance", acceptable(history));
    return json;
  }

  /** Each shard's size as a multiple of the mean, or the quantiles of that. */
  private static void addLines(ObjectNode json, List<Frame> frames) {
    int shards = frames.isEmpty() ? 0 : frames.get(frames.size() - 1).records.length;
    boolean each = shards <= MOST_LINES;
    json.put("lines", each ? "shards" : "quantiles");
    ArrayNode lines = json.putArray("sizes");
    int count = each ? shards : QUANTILES.length;
    ArrayNode[] arrays = new ArrayNode[count];
    for (int line = 0; line < count; line++) {
      arrays[line] = lines.addArray();
    }
    for (Frame frame : frames) {
      double mean = Arrays.stream(frame.records).average().orElse(0);
      long[] sorted = frame.records.clone();
      Arrays.sort(sorted);
      for (int line = 0; line < count; line++) {
        boolean known = mean > 0 && (!each || line < frame.records.length);
        long size =
            !known
                ? 0
                : each
                    ? frame.records[line]
                    : sorted[(int) Math.round(QUANTILES[line] * (sorted.length - 1))];
        add(arrays[line], known ? size / mean : Double.NaN);
      }
    }
  }

  private static ArrayNode marks(PipelineHistory history) {
    ArrayNode marks = MAPPER.createArrayNode();
    List<LoggedDecision> shown =
        history.decisions().stream()
            .filter(it -> !it.kind().equals("no_action") && !it.kind().equals("settled"))
            .toList();
    shown.stream()
        .skip(Math.max(0, shown.size() - Frames.MOST))
        .forEach(
            decision -> {
              ObjectNode mark = marks.addObject();
              mark.put("atMillis", decision.atMillis());
              mark.put("kind", decision.kind());
              mark.put("modelVersion", decision.modelVersion());
            });
    return marks;
  }

  /** The order as a heat map over time, and its split points. */
  static ObjectNode order(PipelineHistory history) {
    ObjectNode json = MAPPER.createObjectNode();
    List<Frame> frames = history.frames();
    json.put("cells", Frame.CELLS);
    ArrayNode times = json.putArray("times");
    ArrayNode heat = json.putArray("heat");
    for (Frame frame : frames) {
      times.add(frame.atMillis);
      ArrayNode column = heat.addArray();
      double largest = Math.max(1e-9, Arrays.stream(frame.load).max().orElse(0));
      for (double load : frame.load) {
        column.add((int) Math.round(99 * load / largest));
      }
    }
    List<InForce> timeline = history.tables().inForce();
    int splitPoints = Math.max(1, timeline.get(timeline.size() - 1).shards().size() - 1);
    int step =
        Math.max(1, (int) Math.ceil(timeline.size() * (double) splitPoints / MOST_SPLIT_POINTS));
    ArrayNode tables = json.putArray("tables");
    for (int i = (timeline.size() - 1) % step; i < timeline.size(); i += step) {
      RoutingTable table = timeline.get(i).table();
      ObjectNode one = tables.addObject();
      one.put("revision", table.revision());
      one.put("fromMillis", table.effectiveFromMillis());
      one.put("modelVersion", table.model().version());
      one.put("resolutionBits", table.splitPoints().resolution());
      ArrayNode points = one.putArray("splitPoints");
      for (double point : table.splitPoints().toArray()) {
        points.add(round(point));
      }
    }
    return json;
  }

  /** Sampled records with their places and shards. */
  static ObjectNode places(PipelineHistory history) {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode places = json.putArray("places");
    for (PipelineHistory.Place place : history.places()) {
      places.addArray().add(place.latitude()).add(place.longitude()).add(place.shard());
    }
    return json;
  }

  /**
   * Rejected records, newest first.
   *
   * @param withPayload also their first bytes
   */
  static ObjectNode rejects(PipelineHistory history, boolean withPayload) {
    ObjectNode json = MAPPER.createObjectNode();
    json.set("reasons", MAPPER.valueToTree(history.rejects()));
    ArrayNode records = json.putArray("records");
    for (PipelineHistory.RejectedRecord record : history.rejectedRecords()) {
      ObjectNode one = records.addObject();
      one.put("atMillis", record.atMillis());
      one.put("reason", record.reason());
      if (withPayload) {
        // The message of a reject may quote a field's value, as the payload does.
        one.put("why", record.why());
        one.put("payload", record.payload());
      }
    }
    return json;
  }

  /**
   * Decisions, newest first.
   *
   * @param kind empty: every kind
   */
  static ObjectNode decisions(PipelineHistory history, long sinceMillis, String kind, int limit) {
    ObjectNode json = MAPPER.createObjectNode();
    json.set("counts", MAPPER.valueToTree(history.decisionCounts()));
    ArrayNode decisions = json.putArray("decisions");
    List<LoggedDecision> all = history.decisions();
    for (int i = all.size() - 1; i >= 0 && decisions.size() < limit; i--) {
      LoggedDecision decision = all.get(i);
      if (decision.atMillis() >= sinceMillis && (kind.isEmpty() || decision.kind().equals(kind))) {
        ObjectNode one = decisions.addObject();
        one.put("atMillis", decision.atMillis());
        one.put("kind", decision.kind());
        one.put("trigger", decision.trigger());
        one.put("revision", decision.revision());
        one.put("modelVersion", decision.modelVersion());
        one.put("who", decision.who());
        one.put("message", decision.message());
        one.set("before", figures(decision.before()));
        one.set("expected", figures(decision.expected()));
        one.set("after", figures(decision.after()));
      }
    }
    return json;
  }

  private static ObjectNode figures(Map<String, Double> figures) {
    ObjectNode json = MAPPER.createObjectNode();
    new TreeMap<>(figures).forEach((name, value) -> put(json, name, value));
    return json;
  }

  private static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    }
  }

  private static void add(ArrayNode to, double value) {
    if (Double.isFinite(value)) {
      to.add(round(value));
    } else {
      to.addNull();
    }
  }

  private static double round(double value) {
    return Math.round(value * 1e5) / 1e5;
  }
}
