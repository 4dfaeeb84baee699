package io.shardsteer.deploy.cli.reshard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.deploy.cli.output.Documents;
import io.shardsteer.mover.MovePlan;

/** Which stored rows would move. */
public final class MoveDocument {
  private MoveDocument() {}

  /** Of {@code reshard --plan}. */
  public static ObjectNode of(MovePlan plan) {
    ObjectNode json = Documents.of("move_plan");
    json.put("parts", plan.parts());
    json.put("allParts", plan.allParts());
    json.put("rows", plan.rows());
    json.put("movingRows", plan.moving());
    json.put("movingBytes", plan.movingBytes());
    ArrayNode ways = json.putArray("ways");
    plan.eachWay(
        (from, to, rows, bytes) ->
            ways.addObject().put("from", from).put("to", to).put("rows", rows).put("bytes", bytes));
    return json;
  }
}
