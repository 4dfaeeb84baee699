package io.shardsteer.deploy.replay.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.deploy.replay.measure.FanOut;
import io.shardsteer.deploy.replay.measure.Measured;
import io.shardsteer.deploy.replay.measure.Moved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The findings of a replay as a JSON file. */
public final class JsonReport {
  private static final int SCHEMA = 2;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonReport() {}

  /** Writes the file, making its directory where there is none. */
  public static void write(Findings findings, Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    JSON.writeValue(file.toFile(), json(findings));
  }

  /** The findings as a tree; figures that could not be measured are left out. */
  static ObjectNode json(Findings findings) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", SCHEMA);
    root.put("pipeline", findings.pipeline());
    root.put("data", findings.data());
    root.put("records", findings.records());
    root.put("bad_rows", findings.badRows());
    findings.firstBadRows().forEach(root.putArray("first_bad_rows")::add);
    root.put("rate", findings.rate());
    put(root, "stream_seconds", findings.streamSeconds());
    root.put("seed", findings.seed());
    ArrayNode results = root.putArray("results");
    findings.results().forEach(result -> results.add(result(result)));
    return root;
  }

  private static ObjectNode result(Measured result) {
    ObjectNode node = JSON.createObjectNode();
    node.put("method", result.method());
    node.put("shards", result.shards());
    put(node, "size_imbalance_final", result.sizeImbalanceFinal());
    put(node, "shard_imbalance_final", result.shardImbalanceFinal());
    put(node, "size_imbalance_worst", result.sizeImbalanceWorst());
    put(node, "size_imbalance_p95", result.sizeImbalanceP95());
    put(node, "rate_imbalance_p95", result.rateImbalanceP95());
    ArrayNode fanOuts = node.putArray("fan_out");
    result.fanOuts().forEach(fanOut -> fanOuts.add(fanOut(fanOut)));
    ObjectNode moved = node.putObject("moved");
    moved.set("rebalanced", moved(result.rebalances()));
    moved.set("retrain", moved(result.retrains()));
    node.put("rebalances", result.rebalances().changes());
    node.put("retrainings", result.retrains().changes());
    put(node, "training_seconds", result.trainingSeconds());
    put(node, "nanos_per_decision", result.nanosPerDecision());
    put(node, "records_per_second", result.recordsPerSecond());
    result.figures().forEach((name, value) -> put(node, name, value));
    ArrayNode recovery = node.putArray("recovery_seconds");
    result.recoverySeconds().forEach(seconds -> recovery.add(finite(seconds)));
    result.sizes().forEach(node.putArray("sizes")::add);
    result.journal().forEach(node.putArray("journal")::add);
    return node;
  }

  private static ObjectNode fanOut(FanOut fanOut) {
    ObjectNode node = JSON.createObjectNode();
    node.put("query", fanOut.template());
    put(node, "window", fanOut.window());
    node.put("queries", fanOut.queries());
    put(node, "answers_mean", fanOut.meanAnswers());
    put(node, "shards_held_mean", fanOut.held());
    put(node, "shards_held_p95", fanOut.heldP95());
    put(node, "shards_read_mean", fanOut.read());
    put(node, "shards_read_p95", fanOut.readP95());
    node.put("shards_missed", fanOut.missed());
    return node;
  }

  private static ObjectNode moved(Moved moved) {
    ObjectNode node = JSON.createObjectNode();
    put(node, "mean", moved.mean());
    put(node, "most", moved.most());
    put(node, "newest_mean", moved.newestMean());
    put(node, "newest_most", moved.newestMost());
    return node;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, Math.round(value * 1e6) / 1e6);
    }
  }
}
