package io.shardsteer.deploy.cli;

import io.shardsteer.common.message.ControllerCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Refuses a candidate that waits for approval. */
@Command(
    name = "reject",
    description = "Refuse a model that waits for approval; --reason says why.")
final class RejectCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin HandOptions hand = new HandOptions();

  @Option(
      names = "--candidate",
      paramLabel = "ID",
      defaultValue = "",
      description = "Which, of `deploy/steer candidates`; default: the only one that waits.")
  String candidate = "";

  @Override
  public Integer call() {
    return hand.send(origin -> new ControllerCommand.Reject(origin, candidate));
  }
}
