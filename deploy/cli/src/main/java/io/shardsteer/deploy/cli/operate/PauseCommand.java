package io.shardsteer.deploy.cli.operate;

import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.deploy.cli.HelpOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Freezes split points, models or both. */
@Command(
    name = "pause",
    description = "Freeze split points, models or both; routing goes on. `steer resume` ends it.")
public final class PauseCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin ControllerCall controller = new ControllerCall();

  @Option(names = "--rebalancing", description = "Split points only.")
  boolean rebalancing;

  @Option(names = "--models", description = "Models only.")
  boolean models;

  @Override
  public Integer call() {
    boolean all = !rebalancing && !models;
    return controller.send(
        origin -> new ControllerCommand.Pause(origin, all || rebalancing, all || models));
  }
}
