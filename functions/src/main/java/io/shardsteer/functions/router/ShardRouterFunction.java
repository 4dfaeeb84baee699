package io.shardsteer.functions.router;

import java.util.concurrent.CompletableFuture;
import org.apache.pulsar.functions.api.Context;
import org.apache.pulsar.functions.api.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends every record of the input topic to the topic and the table of its shard. Any number of
 * instances may run; their processing guarantee has to be {@code ATLEAST_ONCE}.
 *
 * <p>Pulsar runs, replaces and configures the instances. The input topic they read themselves,
 * through {@link Intake}, because Pulsar ends an instance at the first message without a value.
 * What the framework demands as the function's input is then the topic of pushed configurations, of
 * which nothing is taken here: every instance follows that topic as a whole. Where the input topic
 * is among the function's inputs all the same, Pulsar hands over the records.
 */
public final class ShardRouterFunction implements Function<byte[], CompletableFuture<Void>> {
  private @Nullable RouterInstance instance;

  @Override
  public void initialize(Context context) throws Exception {
    instance = RouterInstance.start(context);
  }

  @Override
  public CompletableFuture<Void> process(byte[] payload, Context context)
      throws InterruptedException {
    RouterInstance running = instance;
    if (running == null) {
      throw new IllegalStateException("The function was not initialized.");
    }
    return running.handed(context.getCurrentRecord(), payload);
  }

  @Override
  public void close() {
    RouterInstance running = instance;
    if (running != null) {
      running.close();
    }
  }
}
