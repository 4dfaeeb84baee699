package io.shardsteer.deploy.cli.operate;

import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.deploy.cli.options.HelpOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends what a pause or a rollback began. */
@Command(
    name = "resume",
    description = "Let the controller move split points and adopt models again.")
public final class ResumeCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin ControllerCall controller = new ControllerCall();

  @Mixin PausedParts parts = new PausedParts();

  @Override
  public Integer call() {
    return controller.send(
        origin -> new ControllerCommand.Resume(origin, parts.rebalancing(), parts.models()));
  }
}
