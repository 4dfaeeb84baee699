package io.shardsteer.deploy.stack;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs a stack by hand, until Ctrl-C: {@code StackMain FOLDER [secured]}. */
public final class StackMain {
  private StackMain() {}

  public static void main(String[] args) throws InterruptedException {
    boolean secured = args.length == 2 && args[1].equals("secured");
    if (args.length != 1 && !secured) {
      System.err.println("StackMain cannot use these arguments: " + String.join(" ", args));
      System.err.println(
          "Name a folder for the servers' data, which is deleted at the end; add 'secured' for servers that ask for logins.");
      System.exit(2);
    }
    LocalStack.Options options = LocalStack.Options.owned(Path.of(args[0])).telling(StackMain::say);
    LocalStack stack = LocalStack.start(secured ? options.withSecurity() : options);
    say("pulsar-admin: " + stack.pulsar().adminCommand());
    stack
        .security()
        .ifPresent(
            security ->
                say(
                    "Certificate, keys and tokens: "
                        + security.certificate().getParent()
                        + "; roles and rights: StackSecurity"));
    say("Ctrl-C ends it.");
    new CountDownLatch(1).await();
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
