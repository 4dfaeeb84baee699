package io.shardsteer.deploy.cli.init;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Records whose fields nobody has named yet, evenly spread over a stream and in its order.
 *
 * @param source what was sampled, for people
 * @param records each a JSON object
 * @param read how many records the sample stands for
 * @param keyed how many of those had a message key
 * @param topic where the stream is; empty where it is a file
 * @param remarks what was left out, for people
 */
record Sample(
    String source,
    List<JsonNode> records,
    long read,
    long keyed,
    String topic,
    List<String> remarks) {
  Sample {
    records = List.copyOf(records);
    remarks = List.copyOf(remarks);
  }
}
