package io.shardsteer.deploy.cli.local;

import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.Workplace;
import io.shardsteer.deploy.stack.LocalStack;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the local stack and leaves it running. */
@Command(
    name = "up",
    description = "Start a Pulsar and a Cassandra server on this machine and leave them running.")
public final class UpCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Option(
      names = "--secured",
      description =
          "Servers that ask for logins over encrypted connections; steer logs in as their operator.")
  boolean secured;

  @Override
  public Integer call() {
    Workplace workplace = Workplace.find();
    Optional<LocalStack> before = LocalStack.find(workplace.stackFolder());
    LocalStack stack;
    if (before.filter(LocalStack::isRunning).isPresent()) {
      stack = before.get();
      List<String> troubles = stack.troubles();
      if (!troubles.isEmpty()) {
        throw new CommandException(
            "The local stack is up, but it does not work.\n%s\nEnd it with `steer down`, which deletes its data, and start it anew."
                .formatted(String.join("\n", troubles)));
      }
      System.out.println("The local stack is up already.");
    } else {
      // One of the servers may still be there.
      before.ifPresent(LocalStack::close);
      LocalStack.Options options =
          LocalStack.Options.owned(workplace.stackFolder()).detached().telling(System.out::println);
      stack = LocalStack.start(secured ? options.withSecurity() : options);
    }
    System.out.printf("Pulsar service URL  %s%n", stack.pulsar().serviceUrl());
    System.out.printf("Pulsar admin URL    %s%n", stack.pulsar().adminUrl());
    System.out.printf(
        "Cassandra           127.0.0.1:%d, data centre %s%n",
        stack.cassandra().contactPoint().getPort(),
        io.shardsteer.deploy.stack.CassandraServer.DATACENTER);
    System.out.printf("pulsar-admin        %s%n", stack.pulsar().adminCommand());
    stack
        .security()
        .ifPresent(
            security ->
                System.out.printf("Certificate and keys %s%n", security.certificate().getParent()));
    System.out.printf("Data and logs       %s%n", stack.folder());
    System.out.println("End it with `steer down`, which deletes its data.");
    return ExitCodes.OK;
  }
}
