package io.shardsteer.deploy.stack.containers;

import io.shardsteer.deploy.stack.FunctionProcess;
import io.shardsteer.deploy.stack.StackException;
import java.io.IOException;
import java.util.List;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;

/**
 * A process inside Pulsar's container.
 *
 * @param pulsar the container
 * @param pid its id there
 */
record ContainerFunctionProcess(GenericContainer<?> pulsar, long pid) implements FunctionProcess {
  private static final String JAVA_INSTANCE = "org.apache.pulsar.functions.instance.JavaInstance";

  /** The running instances of a function: as many JVMs whose command line names it. */
  static List<FunctionProcess> of(GenericContainer<?> pulsar, String functionName) {
    String marker = "\"name\":\"" + functionName + "\"";
    String processes =
        run(
            pulsar,
            "for p in /proc/[0-9]*; do echo \"${p#/proc/} $(tr '\\0\\n' '  ' <$p/cmdline)\"; done 2>/dev/null");
    return processes
        .lines()
        .filter(line -> line.contains(JAVA_INSTANCE) && line.replace(" ", "").contains(marker))
        .<FunctionProcess>map(
            line ->
                new ContainerFunctionProcess(
                    pulsar, Long.parseLong(line.substring(0, line.indexOf(' ')))))
        .toList();
  }

  @Override
  public boolean isAlive() {
    return run(pulsar, "kill -0 %d 2>/dev/null && echo alive || echo gone".formatted(pid))
        .contains("alive");
  }

  @Override
  public void kill() {
    signal("KILL");
  }

  @Override
  public void pause() {
    signal("STOP");
  }

  @Override
  public void resume() {
    signal("CONT");
  }

  private void signal(String signal) {
    run(pulsar, "kill -%s %d; true".formatted(signal, pid));
  }

  @Override
  public Usage usage() {
    String[] numbers =
        run(
                pulsar,
                "awk '/^VmRSS:/{r=$2} /^Threads:/{t=$2} END{print r*1024, t}' /proc/%1$d/status; ls /proc/%1$d/fd | wc -l"
                    .formatted(pid))
            .strip()
            .split("\\s+");
    return new Usage(
        Math.round(Double.parseDouble(numbers[0])),
        Integer.parseInt(numbers[1]),
        Integer.parseInt(numbers[2]));
  }

  private static String run(GenericContainer<?> container, String script) {
    try {
      ExecResult result = container.execInContainer("bash", "-c", script);
      return result.getStdout();
    } catch (IOException e) {
      throw new StackException("A command could not be run in Pulsar's container.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while a command ran in Pulsar's container.", e);
    }
  }
}
