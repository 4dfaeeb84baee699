package io.shardsteer.deploy.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A run as a JSON file. */
final class ThroughputReport {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ThroughputReport() {}

  static void write(Path file, List<Round> rounds, Standings standings, List<Goal> goals)
      throws IOException {
    ObjectNode json = JSON.createObjectNode();
    ArrayNode all = json.putArray("rounds");
    rounds.forEach(
        round ->
            all.addObject()
                .put("contender", round.contender())
                .put("recordsPerSecond", round.recordsPerSecond())
                .put("cpuMicrosPerRecord", round.cpuMicrosPerRecord()));
    ArrayNode medians = json.putArray("medians");
    for (String contender : standings.rates().keySet()) {
      medians
          .addObject()
          .put("contender", contender)
          .put("recordsPerSecond", Standings.median(standings.rates(), contender))
          .put("cpuMicrosPerRecord", Standings.median(standings.cpu(), contender));
    }
    ArrayNode judged = json.putArray("goals");
    goals.forEach(
        goal ->
            judged
                .addObject()
                .put("name", goal.name())
                .put("figure", goal.figure())
                .put("bound", goal.bound())
                .put("met", goal.isMet()));
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
  }
}
