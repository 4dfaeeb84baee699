package io.shardsteer.deploy.e2e;

import io.shardsteer.deploy.stack.FunctionProcess;
import io.shardsteer.deploy.stack.StackServer;
import java.util.Set;
import java.util.stream.Collectors;
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
        "publishers and trainer connect again; the instances start anew",
        publisher -> {
          end.of(pulsar);
          pulsar.start();
        },
        publisher -> {
          drill.awaitRouters(ROUTERS, old);
          pipeline.progress().awaitAllSoFar();
          long askedMillis = System.currentTimeMillis();
          pipeline.retrain();
          pipeline.ledger().await("retrain_requested", entry -> entry.atMillis() >= askedMillis);
        });
  }
}
