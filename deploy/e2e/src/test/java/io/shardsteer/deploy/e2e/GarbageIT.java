package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.common.schema.SchemaInfo;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A topic with a schema: some records follow it, others are garbage. */
@OnServers
final class GarbageIT {
  private static final Schema<Trip> TRIPS = Schema.JSON(Trip.class);

  private Servers servers;
  @AutoClose private Pipeline pipeline;

  /** What the records hold. */
  @SuppressWarnings("unused") // read by Pulsar
  static final class Trip {
    public long number;
    public String id = "";
    public double x;
    public double y;
    public String kind = "";
    public String note = "";
  }

  @BeforeAll
  void deploy(Servers servers) throws Exception {
    this.servers = servers;
    pipeline = Pipeline.deploy(servers, PipelineFile.named("garbage"), 1);
    try (NumberedPublisher good =
            pipeline.publish(Places.FOUR_TOWNS, 300, 0, Schema.AUTO_PRODUCE_BYTES(TRIPS));
        NumberedPublisher bad = pipeline.publish(Places.FOUR_TOWNS, 100, 1)) {
      good.awaitMore(2_000);
      bad.awaitMore(2_000);
    }
  }

  @Test
  void goesToTheDeadLettersWithItsReasonWhileEveryOtherRecordArrivesUnchanged() throws Exception {
    Account account = pipeline.account();
    account.mustBeBalanced();
    assertThat(account.garbage()).isBetween(1, account.published() - 1);
  }

  @Test
  void operatorsSeeEveryKindOfItMessagesWithoutAValueToo() throws Exception {
    pipeline.progress().awaitAllSoFar();
    String yaml = pipeline.write("garbage", PipelineFile.named("garbage"));
    SteerRun rejects = pipeline.run("rejects", yaml, "--samples", "500");
    assertThat(rejects.exitCode()).as(rejects.err()).isZero();
    assertThat(rejects.out()).contains("0 bytes: \n");
  }

  @Test
  void shardTopicsCarryTheSchemaOfTheInputTopic() throws Exception {
    SchemaInfo input = servers.admin().schemas().getSchemaInfo(pipeline.config().input().topic());
    for (int shard = 0; shard < pipeline.config().shards().targetShardCount(); shard++) {
      SchemaInfo carried = servers.admin().schemas().getSchemaInfo(pipeline.topics().shard(shard));
      assertThat(carried.getSchema()).isEqualTo(input.getSchema());
      assertThat(carried.getType()).isEqualTo(input.getType());
    }
  }
}
