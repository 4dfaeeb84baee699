package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.stack.CassandraCluster;
import io.shardsteer.deploy.stack.CassandraServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What may happen to a Cassandra of three nodes that each hold every row, written with QUORUM. */
@OnServers
@Tag("faults")
@Tag("processes")
final class ClusterFaultsIT {
  private static final int NODES = 3;
  private static final int HEAP_MEGABYTES = 384;
  private static final int OUTAGE_SECONDS = 15;

  private CassandraCluster cassandra;
  private Pipeline pipeline;
  private Drill drill;

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    cassandra =
        CassandraCluster.start(
            servers.folder("cassandra-cluster"), NODES, HEAP_MEGABYTES, System.out::println);
    Cluster ofTheRun = Cluster.of(servers.stack());
    Cluster cluster =
        new Cluster(
            ofTheRun.serviceUrl(),
            ofTheRun.adminUrl(),
            ofTheRun.login(),
            cassandra.addresses(),
            CassandraServer.DATACENTER,
            ofTheRun.adminCommand());
    PipelineFile file =
        PipelineFile.named("cluster_faults")
            .with(
                "  keyspace: e2e",
                """
                  keyspace: e2e_cluster
                  replication: "{'class': 'SimpleStrategy', 'replication_factor': 3}"
                  consistency: quorum\
                """
                    .replaceAll("(?m)^ *(?=\\S)", "  "));
    pipeline = Pipeline.deploy(servers, cluster, file, 2);
    drill = Drill.begin(pipeline, 1);
  }

  @AfterAll
  void end() {
    if (drill != null) {
      drill.close();
    }
    if (cassandra != null) {
      cassandra.close();
    }
  }

  @Test
  void aQuorumGoesOnWithoutOneOfThreeNodes() throws Exception {
    CassandraServer lost = drill.any(cassandra.nodes());
    drill.survive(
        "one of three Cassandra nodes killed (SIGKILL) for %d s; rows are written with QUORUM"
            .formatted(OUTAGE_SECONDS),
        "the other two take every row; the node comes back",
        publisher -> {
          lost.kill();
          publisher.awaitMore(OUTAGE_SECONDS * Drill.PER_SECOND);
          pipeline.progress().awaitAllSoFar();
          lost.start();
        },
        drill::awaitAllSoFar);
  }

  @Test
  void writesThatTimeOutForWantOfAQuorumAreTriedAgain() throws Exception {
    List<CassandraServer> frozen = cassandra.nodes().subList(1, NODES);
    drill.survive(
        "two of three Cassandra nodes paused (SIGSTOP) for %d s; rows are written with QUORUM"
            .formatted(OUTAGE_SECONDS),
        "the third answers with write timeouts, then that too few replicas are alive; routers try on",
        publisher -> {
          frozen.forEach(CassandraServer::pause);
          try {
            publisher.awaitMore(OUTAGE_SECONDS * Drill.PER_SECOND);
            assertThat(pipeline.progress().backlog()).as("waiting batches").isPositive();
          } finally {
            frozen.forEach(CassandraServer::resume);
          }
        },
        drill::awaitAllSoFar);
  }
}
