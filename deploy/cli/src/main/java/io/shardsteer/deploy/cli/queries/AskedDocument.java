package io.shardsteer.deploy.cli.queries;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.deploy.cli.output.Documents;

/** What readers asked. */
public final class AskedDocument {
  private AskedDocument() {}

  /** Of {@code queries}. */
  public static ObjectNode of(AskedReport report) {
    ObjectNode json = Documents.of("queries");
    json.put("window", report.window());
    json.put("shards", report.shards());
    ArrayNode kinds = json.putArray("asked");
    for (AskedReport.Line line : report.lines()) {
      ObjectNode kind = kinds.addObject();
      kind.put("fields", line.name());
      kind.put("share", line.share());
      kind.put("shardsRead", line.shards());
      Documents.put(kind, "shardsExpected", report.together(line.name()));
      Documents.put(kind, "shardsAlone", report.alone(line.name()));
      kind.put("rowsRead", line.rowsRead());
      kind.put("rowsReturned", line.answers());
    }
    Documents.put(json, "saving", report.saving());
    ArrayNode conflicts = json.putArray("conflicts");
    report.conflicts().forEach(conflicts::add);
    return json;
  }
}
