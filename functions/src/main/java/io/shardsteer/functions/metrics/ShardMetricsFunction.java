package io.shardsteer.functions.metrics;

import io.shardsteer.common.message.BadMessageException;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.RouterReport;
import org.apache.pulsar.functions.api.Context;
import org.apache.pulsar.functions.api.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the routers' reports, watches the shards and decides where their borders are. One instance
 * decides; a second one waits until the first is gone.
 */
public final class ShardMetricsFunction implements Function<byte[], Void> {
  private @Nullable ControllerInstance instance;

  @Override
  public void initialize(Context context) throws Exception {
    instance = ControllerInstance.start(context);
  }

  @Override
  public @Nullable Void process(byte[] payload, Context context) {
    ControllerInstance running = instance;
    if (running == null) {
      throw new IllegalStateException("The function was not initialized.");
    }
    try {
      running.onReport(MessageCodec.decode(payload, RouterReport.class));
    } catch (BadMessageException e) {
      context.fatal(e);
      throw e;
    }
    return null;
  }

  @Override
  public void close() {
    ControllerInstance running = instance;
    if (running != null) {
      running.close();
    }
  }
}
