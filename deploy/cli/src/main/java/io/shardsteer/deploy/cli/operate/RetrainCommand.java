package io.shardsteer.deploy.cli.operate;

import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.deploy.cli.options.HelpOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks for a new model now. */
@Command(
    name = "retrain",
    description = "Ask the controller for a new model now. `steer status` shows what became of it.")
public final class RetrainCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin ControllerCall controller = new ControllerCall();

  @Override
  public Integer call() {
    return controller.send(ControllerCommand.Retrain::new);
  }
}
