package io.shardsteer.deploy.cli.operate;

import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.options.MisuseException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Goes back to an earlier model or to hashing. */
@Command(
    name = "rollback",
    description =
        "Go back to an earlier model or to hashing, with fresh split points; models stay paused until `resume`.")
public final class RollbackCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Mixin ControllerCall controller = new ControllerCall();

  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init") // set by picocli
  Goal goal;

  static final class Goal {
    @Option(
        names = "--to",
        paramLabel = "MODEL|REVISION",
        description = "A model by its version (v3), or a routing table by its revision (r120).")
    @Nullable String to;

    @Option(names = "--hash", description = "Plain hashing of keys, without a model.")
    boolean hash;
  }

  @Override
  public Integer call() {
    String to = goal.to;
    if (to == null) {
      return controller.send(
          origin ->
              new ControllerCommand.Rollback(origin, ControllerCommand.Rollback.Target.HASH, 0));
    }
    if (!to.matches("[vr]\\d{1,15}")) {
      throw new MisuseException(
          "'%s' is neither a model such as v3 nor a revision such as r120.\n`steer status` and `decisions` show both."
              .formatted(to));
    }
    ControllerCommand.Rollback.Target target =
        to.startsWith("v")
            ? ControllerCommand.Rollback.Target.MODEL
            : ControllerCommand.Rollback.Target.REVISION;
    long number = Long.parseLong(to.substring(1));
    return controller.send(origin -> new ControllerCommand.Rollback(origin, target, number));
  }
}
