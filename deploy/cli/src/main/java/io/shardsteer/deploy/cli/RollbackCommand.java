package io.shardsteer.deploy.cli;

import io.shardsteer.common.message.ControllerCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Goes back to an earlier model or to hashing. */
@Command(
    name = "rollback",
    description = "Go back to a model, to that of a routing table, or to hashing; models stay paused until `resume`.")
final class RollbackCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin HandOptions hand = new HandOptions();

  @ArgGroup(multiplicity = "1")
  Target target = new Target();

  /** Exactly one of them. */
  static final class Target {
    @Option(
        names = "--to-model",
        paramLabel = "VERSION",
        description = "A model whose package is kept.")
    long model;

    @Option(
        names = "--to-revision",
        paramLabel = "REVISION",
        description = "The model of a routing table.")
    long revision;

    @Option(names = "--hash", description = "Plain hashing of keys, without a model.")
    boolean hash;
  }

  @Override
  public Integer call() {
    return hand.send(
        origin ->
            target.hash
                ? new ControllerCommand.Rollback(origin, ControllerCommand.Rollback.Target.HASH, 0)
                : target.model > 0
                    ? new ControllerCommand.Rollback(
                        origin, ControllerCommand.Rollback.Target.MODEL, target.model)
                    : new ControllerCommand.Rollback(
                        origin, ControllerCommand.Rollback.Target.REVISION, target.revision));
  }
}
