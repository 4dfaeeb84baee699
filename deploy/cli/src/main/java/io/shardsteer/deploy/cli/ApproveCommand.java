package io.shardsteer.deploy.cli;

import io.shardsteer.common.message.ControllerCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adopts a candidate that waits for approval. */
@Command(
    name = "approve",
    description = "Adopt a model that waits for approval.")
final class ApproveCommand implements Callable<Integer> {
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
    return hand.send(origin -> new ControllerCommand.Approve(origin, candidate));
  }
}
