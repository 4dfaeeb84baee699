package io.shardsteer.deploy.cli.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.change.KeyChange;
import io.shardsteer.common.message.ConfigAnswer;
import io.shardsteer.deploy.cli.output.Documents;
import io.shardsteer.deploy.cli.rollout.ConfigPusher.Outcome;
import java.util.Locale;
import java.util.TreeMap;

/** What another configuration would change, and what became of it. */
public final class PlanDocument {
  private PlanDocument() {}

  /** Of {@code push-config --plan} and {@code deploy --plan}. */
  public static ObjectNode of(ChangePlan plan) {
    ObjectNode json = Documents.of("plan");
    json.put("pipeline", plan.pipeline());
    json.put("deployed", true);
    json.put("pushable", plan.changes().obstacle().isEmpty());
    ArrayNode keys = json.putArray("keys");
    for (KeyChange change : plan.changes().all()) {
      ObjectNode one = keys.addObject();
      one.put("key", change.key());
      one.put("before", change.before());
      one.put("after", change.after());
      one.put("by", plan.changes().effect(change).name().toLowerCase(Locale.ROOT));
      ArrayNode parts = one.putArray("parts");
      change.rule().parts().stream()
          .sorted()
          .forEach(part -> parts.add(part.name().toLowerCase(Locale.ROOT)));
      one.put("why", plan.changes().why(change));
    }
    plan.moved()
        .ifPresent(
            moved ->
                json.putObject("moved")
                    .put("loadShare", moved.share())
                    .put("rows", Math.round(moved.share() * moved.routed()))
                    .put("rowsInAll", moved.routed()));
    return json;
  }

  /** Of {@code deploy --plan} where the pipeline is not there yet. */
  public static ObjectNode ofNew(String pipeline) {
    return Documents.of("plan").put("pipeline", pipeline).put("deployed", false);
  }

  /** Of {@code push-config}. */
  public static ObjectNode of(String pipeline, Outcome outcome) {
    ObjectNode json = Documents.of("push");
    json.put("pipeline", pipeline);
    json.put("applied", outcome.isApplied());
    ArrayNode answers = json.putArray("answers");
    for (ConfigAnswer answer : new TreeMap<>(outcome.answers()).values()) {
      answers
          .addObject()
          .put("part", answer.part())
          .put("accepted", answer.accepted())
          .put("message", answer.message());
    }
    outcome.silent().forEach(json.putArray("silent")::add);
    return json;
  }
}
