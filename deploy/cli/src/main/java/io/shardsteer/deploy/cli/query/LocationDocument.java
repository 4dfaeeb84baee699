package io.shardsteer.deploy.cli.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.locate.CandidateShards;
import io.shardsteer.common.locate.Location;
import io.shardsteer.deploy.cli.output.Documents;
import io.shardsteer.deploy.reader.AnswerReport;
import io.shardsteer.deploy.reader.ReadPlan;
import java.util.Locale;
import java.util.TreeMap;

/** Which shards can hold matches, and what reading them came to. */
public final class LocationDocument {
  private LocationDocument() {}

  /** Of {@code locate}. */
  public static ObjectNode of(Location location) {
    ObjectNode json = Documents.of("location");
    addLocation(json, location);
    return json;
  }

  /**
   * Of {@code query --explain}.
   *
   * @param plan how it was going to be read
   * @param millis that the answer took
   */
  public static ObjectNode of(AnswerReport report, ReadPlan plan, long millis) {
    ObjectNode json = Documents.of("answer_report");
    json.put("rows", report.rows());
    json.put("millis", millis);
    json.put("wholeShards", plan.wholeShards());
    json.put("narrowed", plan.isNarrowed());
    plan.rows().ifPresent(rows -> json.put("wholeShardsRows", rows));
    addLocation(json, report.location());
    ArrayNode read = json.putArray("read");
    new TreeMap<>(report.shards())
        .forEach(
            (shard, reading) ->
                read.addObject()
                    .put("shard", shard)
                    .put("partitions", reading.partitions())
                    .put("rowsRead", reading.rowsRead())
                    .put("rowsFound", reading.rowsFound())
                    .put("firstPageMillis", reading.firstPage().toMillis())
                    .put("readingMillis", reading.reading().toMillis())
                    .put("complete", reading.complete()));
    ArrayNode missing = json.putArray("fieldsMissing");
    report.fieldsMissing().stream().sorted().forEach(missing::add);
    return json;
  }

  private static void addLocation(ObjectNode json, Location location) {
    Documents.addAll(json.putArray("shards"), location.shards());
    Documents.addAll(json.putArray("candidates"), location.candidates());
    ArrayNode tables = json.putArray("tables");
    for (CandidateShards reach : location.reaches()) {
      ObjectNode one = tables.addObject();
      one.put("revision", reach.table().revision());
      one.put("modelVersion", reach.table().model().version());
      one.put("why", reach.why().name().toLowerCase(Locale.ROOT));
      one.put("fromMillis", reach.times().fromMillis());
      if (reach.times().toMillis() != Long.MAX_VALUE) {
        one.put("toMillis", reach.times().toMillis());
      }
      Documents.addAll(one.putArray("shards"), reach.shards());
      if (!reach.positions().equals(NumberSet.ALL) && !reach.table().model().isHash()) {
        ArrayNode positions = one.putArray("positions");
        for (int i = 0; i < reach.positions().intervals(); i++) {
          positions.addArray().add(reach.positions().low(i)).add(reach.positions().high(i));
        }
      }
    }
  }
}
