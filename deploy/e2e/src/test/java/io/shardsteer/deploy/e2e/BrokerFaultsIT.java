package io.shardsteer.deploy.e2e;

import io.shardsteer.common.pulsar.SteerFunction;
import io.shardsteer.deploy.stack.FunctionProcess;
import io.shardsteer.deploy.stack.StackServer;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What may happen to Pulsar as a whole: broker, bookie and function worker are one process here.
 */
@OnServers
@Tag("faults")
final class BrokerFaultsIT {
  private static final int ROUTERS = 2;

  private Servers servers;
  private Pipeline pipeline;
  @AutoClose private Drill drill;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    this.servers = servers;
    pipeline = Pipeline.deploy(servers, PipelineFile.named("broker_faults"), ROUTERS);
    drill = Drill.begin(pipeline, 1);
  }

  @Test
  void aBrokerThatIsRestartedLosesNothing() throws Exception {
    restarted("Pulsar stopped and started again, with every function instance", StackServer::stop);
  }

  @Test
  void aBrokerThatIsKilledLosesNothing() throws Exception {
    restarted(
        "Pulsar killed (SIGKILL) and started again, with every function instance",
        StackServer::kill);
  }

  /** A way to end a server. */
  @FunctionalInterface
  private interface End {
    void of(StackServer server);
  }

  private void restarted(String what, End end) throws Exception {
    StackServer pulsar = servers.stack().pulsar();
    Set<Long> old =
        pipeline.routers().stream().map(FunctionProcess::pid).collect(Collectors.toSet());
    drill.survive(
        what,
        "the operator restarts the functions (a worker within the broker does not); publishers and trainer connect again",
        publisher -> {
          end.of(pulsar);
          pulsar.start();
          restartFunctions();
        },
        publisher -> {
          drill.awaitRouters(ROUTERS, old);
          pipeline.progress().awaitAllSoFar();
          long askedMillis = System.currentTimeMillis();
          pipeline.retrain();
          pipeline
              .decisionLog()
              .await("retrain_requested", entry -> entry.atMillis() >= askedMillis);
        });
  }

  /**
   * A worker within the broker starts before the broker serves packages, cannot fetch the
   * functions' jar then and does not try again: the operator restarts them.
   */
  private void restartFunctions() throws PulsarAdminException {
    for (SteerFunction function : SteerFunction.values()) {
      servers
          .admin()
          .functions()
          .restartFunction("public", "default", function.name(pipeline.config().pipeline()));
    }
  }
}
