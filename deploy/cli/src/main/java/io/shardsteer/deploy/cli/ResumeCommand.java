package io.shardsteer.deploy.cli;

import io.shardsteer.common.message.ControllerCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ends a pause or what a rollback began. */
@Command(
    name = "resume",
    description = "Let the controller decide again about split points, models or (without an option) both.")
final class ResumeCommand implements Callable<Integer> {
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
        origin -> new ControllerCommand.Resume(origin, both || rebalancing, both || models));
  }
}
