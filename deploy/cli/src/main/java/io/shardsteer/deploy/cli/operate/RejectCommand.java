package io.shardsteer.deploy.cli.operate;

import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.deploy.cli.options.HelpOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Refuses a candidate that waits for approval. */
@Command(name = "reject", description = "Refuse a model that waits for approval.")
public final class RejectCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin ControllerCall controller = new ControllerCall();

  @Mixin CandidateOption candidate = new CandidateOption();

  @Override
  public Integer call() {
    return controller.send(origin -> new ControllerCommand.Reject(origin, candidate.id));
  }
}
