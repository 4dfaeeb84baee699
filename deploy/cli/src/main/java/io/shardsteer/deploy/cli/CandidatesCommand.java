package io.shardsteer.deploy.cli;

import io.shardsteer.common.message.ControllerStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the models that wait for approval. */
@Command(
    name = "candidates",
    description = "Show the models that wait for approval, with their figures beside the present ones.")
final class CandidatesCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin HandOptions hand = new HandOptions();

  @Override
  public Integer call() {
    List<ControllerStatus.WaitingCandidate> waiting =
        hand.hand().status().map(ControllerStatus::candidates).orElse(List.of());
    if (hand.output.isJson()) {
      System.out.println(
          OutputOption.json(Map.of("version", OutputOption.VERSION, "candidates", waiting)));
      return Steer.OK;
    }
    if (waiting.isEmpty()) {
      System.out.println("No model waits for approval.");
    }
    for (ControllerStatus.WaitingCandidate candidate : waiting) {
      System.out.printf(
          "%s: model version %d, waits since %s, refused at %s unless approved%n",
          candidate.id(),
          candidate.modelVersion(),
          Instant.ofEpochMilli(candidate.sinceMillis()),
          Instant.ofEpochMilli(candidate.expiresMillis()));
      new TreeMap<>(candidate.expected())
          .forEach(
              (figure, value) ->
                  System.out.printf(
                      "  %-24s %10.3f, at present %s%n",
                      figure,
                      value,
                      candidate.present().containsKey(figure)
                          ? "%.3f".formatted(candidate.present().get(figure))
                          : "unknown"));
    }
    return Steer.OK;
  }
}
