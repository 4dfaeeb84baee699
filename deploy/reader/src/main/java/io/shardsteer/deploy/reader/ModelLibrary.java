package io.shardsteer.deploy.reader;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.locate.Locator.Order;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.pulsar.PackageStore;
import io.shardsteer.common.steering.ModelRef;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of past and present routing tables, each fetched and checked when it is first needed.
 * One that cannot be had makes answers slower, not wrong: its tables leave all shards open.
 * Thread-safe.
 */
final class ModelLibrary {
  /** Fetches the bytes of a package. */
  @FunctionalInterface
  interface Packages {
    byte[] fetch(String packageUrl) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(ModelLibrary.class);

  /** How long a package that could not be fetched is not asked for again. */
  private static final long PAUSE_NANOS = 30_000_000_000L;

  /** A model, or the time of the last attempt to fetch it. */
  private record Shelved(Optional<Order> order, boolean isFinal, long atNanos) {}

  private final Packages packages;
  private final PipelineConfig config;
  private final Map<ModelRef, Shelved> cache = new ConcurrentHashMap<>();

  ModelLibrary(Packages packages, PipelineConfig config) {
    this.packages = packages;
    this.config = config;
  }

  static ModelLibrary of(PackageStore store, PipelineConfig config) {
    return new ModelLibrary(store::fetch, config);
  }

  /** The model, or empty where it cannot be had now; blocks while it is fetched. */
  Optional<Order> get(ModelRef ref) {
    return cache
        .compute(
            ref,
            (same, known) ->
                known != null && (known.isFinal() || isFresh(known)) ? known : fetch(ref))
        .order();
  }

  private static boolean isFresh(Shelved known) {
    return System.nanoTime() - known.atNanos() < PAUSE_NANOS;
  }

  private Shelved fetch(ModelRef ref) {
    try {
      LoadedModel model = ModelPackage.read(packages.fetch(ref.packageUrl()), ref, config);
      Order order = new Order(model.features(), model.positions());
      return new Shelved(Optional.of(order), true, System.nanoTime());
    } catch (BadModelException e) {
      LOG.warn(
          "Model cannot be used, its tables leave all shards open version={}", ref.version(), e);
      return new Shelved(Optional.empty(), true, System.nanoTime());
    } catch (IOException e) {
      LOG.warn(
          "Model cannot be fetched, its tables leave all shards open version={}", ref.version(), e);
      return new Shelved(Optional.empty(), false, System.nanoTime());
    }
  }
}
