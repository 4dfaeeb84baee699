package io.shardsteer.deploy.cli.operate;

import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.deploy.cli.options.HelpOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Freezes split points, models or both. */
@Command(
    name = "pause",
    description = "Freeze split points, models or both; routing goes on. `steer resume` ends it.")
public final class PauseCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin ControllerCall controller = new ControllerCall();

  @Mixin PausedParts parts = new PausedParts();

  @Override
  public Integer call() {
    return controller.send(
        origin -> new ControllerCommand.Pause(origin, parts.rebalancing(), parts.models()));
  }
}
