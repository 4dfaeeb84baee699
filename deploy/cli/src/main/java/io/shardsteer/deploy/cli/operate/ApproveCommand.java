package io.shardsteer.deploy.cli.operate;

import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.deploy.cli.options.HelpOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Adopts a candidate that waits for approval. */
@Command(
    name = "approve",
    description = "Adopt a model that waits for approval (adoption: by_approval).")
public final class ApproveCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin ControllerCall controller = new ControllerCall();

  @Mixin CandidateOption candidate = new CandidateOption();

  @Override
  public Integer call() {
    return controller.send(origin -> new ControllerCommand.Approve(origin, candidate.id));
  }
}
