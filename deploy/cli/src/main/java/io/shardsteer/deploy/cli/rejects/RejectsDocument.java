package io.shardsteer.deploy.cli.rejects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.deploy.cli.output.Documents;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Why records were rejected, and which were sent again. */
public final class RejectsDocument {
  private RejectsDocument() {}

  /**
   * @param isWanted says which reasons are told
   */
  public static ObjectNode of(RejectCounts counts, String topic, Predicate<String> isWanted) {
    ObjectNode json = Documents.of("rejects");
    json.put("topic", topic);
    json.put("records", counts.total());
    ArrayNode reasons = json.putArray("reasons");
    counts
        .groups()
        .forEach(
            (reason, group) -> {
              if (isWanted.test(reason)) {
                ObjectNode one = reasons.addObject();
                one.put("reason", reason);
                one.put("records", group.count());
                ArrayNode samples = one.putArray("samples");
                group.samples().forEach(letter -> add(samples.addObject(), letter));
              }
            });
    return json;
  }

  private static void add(ObjectNode json, DeadLetter letter) {
    json.put("why", letter.why());
    json.put("messageId", letter.sourceMessageId());
    json.put("topic", letter.sourceTopic());
    json.put("publishMillis", letter.publishMillis());
    if (letter.message().hasKey()) {
      json.put("key", letter.message().getKey());
    }
    json.put("bytes", letter.bytes());
    json.put("payload", letter.shownPayload());
  }

  /** Of {@code rejects --replay}. */
  public static ObjectNode of(DeadLetterReplay.Outcome outcome) {
    ObjectNode json = Documents.of("replay");
    json.put("sent", outcome.sent());
    ObjectNode left = json.putObject("left");
    new TreeMap<>(outcome.leftOut()).forEach(left::put);
    return json;
  }
}
