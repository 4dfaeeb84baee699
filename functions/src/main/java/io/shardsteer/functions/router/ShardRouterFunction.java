package io.shardsteer.functions.router;

import java.util.concurrent.CompletableFuture;
import org.apache.pulsar.functions.api.Context;
import org.apache.pulsar.functions.api.Function;
import org.apache.pulsar.functions.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Sends every record of the input topic to the topic and the table of its shard. Any number of
 * instances may run; their processing guarantee has to be {@code ATLEAST_ONCE}, which acknowledges
 * a record when its future completes.
 *
 * <p>The input is plain bytes, whatever schema the topic has: Pulsar decodes other inputs before it
 * calls a function, and an instance ends at the first record that it cannot decode.
 */
public final class ShardRouterFunction implements Function<byte[], CompletableFuture<Void>> {
  private @Nullable RouterInstance instance;

  @Override
  public void initialize(Context context) throws Exception {
    instance = RouterInstance.start(context);
  }

  @Override
  public CompletableFuture<Void> process(byte @Nullable [] payload, Context context)
      throws InterruptedException {
    RouterInstance running = instance;
    if (running == null) {
      throw new IllegalStateException("The function was not initialized.");
    }
    Record<?> record = context.getCurrentRecord();
    var message =
        record
            .getMessage()
            .orElseThrow(
                () -> new IllegalStateException("A record without a message cannot be steered."));
    return running.router().route(InputRecords.of(message, payload));
  }

  @Override
  public void close() {
    RouterInstance running = instance;
    if (running != null) {
      running.close();
    }
  }
}
