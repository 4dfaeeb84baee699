package io.shardsteer.deploy.cli.output;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerStatus.WaitingCandidate;
import io.shardsteer.common.message.LoggedDecision;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The documents that commands print. Each begins with its kind and the version of its shape, which
 * grows when a key goes away or means something else; new keys may come at any time. Figures that
 * could not be measured are left out, times are epoch milliseconds.
 */
public final class Documents {
  static final int VERSION = 1;

  private static final JsonMapper MAPPER = new JsonMapper();

  private Documents() {}

  /** An empty document. */
  public static ObjectNode of(String kind) {
    return MAPPER.createObjectNode().put("kind", kind).put("version", VERSION);
  }

  /** The answer to a command. */
  public static ObjectNode answer(CommandAnswer answer) {
    return of("answer")
        .put("commandId", answer.commandId())
        .put("accepted", answer.accepted())
        .put("message", answer.message());
  }

  /** One line of the decision log. */
  public static ObjectNode decision(LoggedDecision decision) {
    ObjectNode json = of("decision");
    addDecision(json, decision);
    return json;
  }

  public static void addDecision(ObjectNode json, LoggedDecision decision) {
    json.put("atMillis", decision.atMillis());
    json.put("decision", decision.kind());
    json.put("trigger", decision.trigger());
    json.put("revision", decision.revision());
    json.put("modelVersion", decision.modelVersion());
    json.put("who", decision.who());
    json.put("message", decision.message());
    addFigures(json.putObject("before"), decision.before());
    addFigures(json.putObject("expected"), decision.expected());
    addFigures(json.putObject("after"), decision.after());
  }

  /** The models that wait for approval. */
  public static ObjectNode candidates(List<WaitingCandidate> waiting) {
    ObjectNode json = of("candidates");
    ArrayNode candidates = json.putArray("candidates");
    for (WaitingCandidate candidate : waiting) {
      ObjectNode one = candidates.addObject();
      one.put("id", candidate.id());
      one.put("modelVersion", candidate.modelVersion());
      one.put("sinceMillis", candidate.sinceMillis());
      one.put("expiresMillis", candidate.expiresMillis());
      addFigures(one.putObject("present"), candidate.present());
      addFigures(one.putObject("expected"), candidate.expected());
    }
    return json;
  }

  public static void addFigures(ObjectNode json, Map<String, Double> figures) {
    new TreeMap<>(figures).forEach((name, value) -> put(json, name, value));
  }

  /** Leaves out what is not finite. */
  public static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    }
  }

  public static void addAll(ArrayNode array, Collection<Integer> numbers) {
    numbers.forEach(array::add);
  }
}
