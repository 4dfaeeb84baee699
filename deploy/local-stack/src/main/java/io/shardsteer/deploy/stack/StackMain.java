package io.shardsteer.deploy.stack;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs a stack by hand, until Ctrl-C: {@code StackMain FOLDER}. */
public final class StackMain {
  private StackMain() {}

  public static void main(String[] args) throws InterruptedException {
    if (args.length != 1) {
      System.err.println("StackMain needs one argument, but there are " + args.length + ".");
      System.err.println("Name a folder for the servers' data; it is deleted at the end.");
      System.exit(2);
    }
    LocalStack stack =
        LocalStack.start(LocalStack.Options.owned(Path.of(args[0])).telling(StackMain::say));
    say("pulsar-admin: " + stack.pulsar().adminCommand());
    say("Ctrl-C ends it.");
    new CountDownLatch(1).await();
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
