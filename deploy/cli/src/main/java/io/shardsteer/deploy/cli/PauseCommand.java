package io.shardsteer.deploy.cli;

import io.shardsteer.common.message.ControllerCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Freezes what the controller decides by itself. */
@Command(
    name = "pause",
    description = "Freeze split points, models or (without an option) both; routing goes on. `resume` ends it.")
final class PauseCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin HandOptions hand = new HandOptions();

  @Option(names = "--rebalancing", description = "Only split points.")
  boolean rebalancing;

  @Option(names = "--models", description = "Only models.")
  boolean models;

  @Override
  public Integer call() {
    boolean both = rebalancing == models;
    return hand.send(
        origin -> new ControllerCommand.Pause(origin, both || rebalancing, both || models));
  }
}
