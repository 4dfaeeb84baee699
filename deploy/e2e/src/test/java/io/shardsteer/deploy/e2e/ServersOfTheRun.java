package io.shardsteer.deploy.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Starts the servers for the first test that asks, and prints their logs where a test fails. */
final class ServersOfTheRun
    implements ParameterResolver,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {
  private static final int LINES = 60;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == Servers.class;
  }

  @Override
  public Servers resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return store(test).computeIfAbsent(Servers.class, type -> Servers.start(), Servers.class);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext test, Throwable failure)
      throws Throwable {
    tellLogs(test);
    throw failure;
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext test, Throwable failure)
      throws Throwable {
    tellLogs(test);
    throw failure;
  }

  /** The root's store is closed after the last test, and with it the servers. */
  private static ExtensionContext.Store store(ExtensionContext test) {
    return test.getRoot().getStore(ExtensionContext.Namespace.GLOBAL);
  }

  private static void tellLogs(ExtensionContext test) {
    Servers servers = store(test).get(Servers.class, Servers.class);
    if (servers == null) {
      return;
    }
    for (Path log : servers.logs()) {
      System.out.printf("%n---- %s, %s%n%s%n", test.getDisplayName(), log, tail(log));
    }
  }

  private static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    } catch (IOException e) {
      return "(unreadable: " + e.getMessage() + ")";
    }
  }
}
