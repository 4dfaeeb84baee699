package io.shardsteer.deploy.cli.local;

import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.rollout.LocalTrainer;
import io.shardsteer.deploy.cli.rollout.Workplace;
import io.shardsteer.deploy.stack.LocalStack;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends the local stack and deletes what it stored. */
@Command(name = "down", description = "End the local stack and its trainers and delete their data.")
public final class DownCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Override
  public Integer call() {
    Workplace workplace = Workplace.find();
    LocalTrainer.stopAll(workplace.folder().resolve("trainers"));
    Optional<LocalStack> stack = LocalStack.find(workplace.stackFolder());
    stack.ifPresent(LocalStack::close);
    workplace.clear();
    System.out.println(stack.isPresent() ? "The local stack is down." : "No local stack was up.");
    return ExitCodes.OK;
  }
}
