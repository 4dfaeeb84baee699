package io.shardsteer.functions.router;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.retry.Backoff;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.steering.ModelRef;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loaded models, by version. Loads on a background thread, one at a time, and tries again for
 * as long as a model cannot be fetched; keeps the models that were asked for lately. Thread-safe.
 */
final class ModelCache {
  /** Told what becomes of requested models, on the background thread. */
  interface Listener {
    /** The model can be used. */
    void loaded(RoutedModel model);

    /** The model can never be used. */
    void refused(ModelRef model, String reason);

    /** The model could not be fetched for this long; it is still being tried. */
    void missing(ModelRef model, Duration sinceRequest);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ModelCache.class);

  /** A pipeline uses one model, sometimes two; more are for replays of old records. */
  private static final int MOST_MODELS = 8;

  private final ModelSource source;
  private final ScheduledExecutorService background;
  private final Backoff backoff;
  private final Listener listener;
  private final Cache<Integer, RoutedModel> models =
      Caffeine.newBuilder().maximumSize(MOST_MODELS).executor(Runnable::run).build();

  /** Versions that are being loaded or were refused, with the time of the request. */
  private final Map<Integer, Long> requestedNanos = new HashMap<>();

  ModelCache(
      ModelSource source, ScheduledExecutorService background, Backoff backoff, Listener listener) {
    this.source = source;
    this.background = background;
    this.backoff = backoff;
    this.listener = listener;
  }

  /** Has the model loaded unless it is, is being loaded or was refused; returns at once. */
  synchronized void request(ModelRef model) {
    if (!model.isHash()
        && models.getIfPresent(model.version()) == null
        && requestedNanos.putIfAbsent(model.version(), System.nanoTime()) == null) {
      background.execute(() -> load(model, 1));
    }
  }

  /** The models at hand. */
  Collection<RoutedModel> models() {
    models.cleanUp();
    return List.copyOf(models.asMap().values());
  }

  private void load(ModelRef ref, int attempt) {
    long startNanos = System.nanoTime();
    try {
      RoutedModel model = source.load(ref);
      models.put(ref.version(), model);
      forgetRequest(ref);
      LOG.info(
          "Model loaded version={} package={} millis={}",
          ref.version(),
          ref.packageUrl(),
          (System.nanoTime() - startNanos) / 1_000_000);
      listener.loaded(model);
    } catch (BadModelException e) {
      LOG.error(
          "Model refused, the tables that name it are passed over version={} package={}",
          ref.version(),
          ref.packageUrl(),
          e);
      listener.refused(ref, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      tryAgain(ref, attempt, e);
    }
  }

  private void tryAgain(ModelRef ref, int attempt, IOException failure) {
    if (attempt == 1) {
      LOG.warn(
          "Model cannot be fetched, retrying version={} package={}",
          ref.version(),
          ref.packageUrl(),
          failure);
    }
    listener.missing(ref, sinceRequest(ref));
    var unused =
        background.schedule(
            () -> load(ref, attempt + 1), backoff.after(attempt).toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void forgetRequest(ModelRef ref) {
    requestedNanos.remove(ref.version());
  }

  private synchronized Duration sinceRequest(ModelRef ref) {
    Long requested = requestedNanos.get(ref.version());
    return requested == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - requested);
  }
}
