package io.shardsteer.deploy.reader;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.formats.RecordDecoders;
import io.shardsteer.common.formats.TopicSchema;
import io.shardsteer.common.locate.Condition;
import io.shardsteer.common.locate.Location;
import io.shardsteer.common.locate.Locator;
import io.shardsteer.common.locate.Locator.Order;
import io.shardsteer.common.locate.PlacementContext;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.locate.TimeRange;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.pulsar.PackageStore;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingHistory;
import io.shardsteer.common.steering.RoutingTable;
import io.shardsteer.common.store.ShardRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * Reads a pipeline's rows. It computes which shards can hold the rows that are asked for, reads
 * those at the same time, and hands over the rows that match exactly. Reading starts here.
 *
 * <pre>{@code
 * try (ShardReader reader = ShardReader.open(config, pulsar, admin, cassandra);
 *     Answer answer = reader.find(Query.where("latitude in 37.7..37.8").limitedTo(100))) {
 *   answer.forEach(row -> ...);
 * }
 * }</pre>
 *
 * <p>The clients are the caller's and stay open. Thread-safe: one reader serves a whole process. A
 * row that was written before a question is found, also while tables change, rows are moved or a
 * router has used an old table.
 */
public final class ShardReader implements AutoCloseable {
  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final PipelineConfig config;
  private final PayloadSchemas schemas;
  private final Locator locator;
  private final Function<ModelRef, Optional<Order>> orders;
  private final RoutingKnowledge steering;
  private final ShardPages pages;
  private final ReadingTimes times;
  private final ShardSizes sizes;
  private final List<AutoCloseable> parts;
  private final Set<Answer> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService executor;

  ShardReader(
      PipelineConfig config,
      PayloadSchemas schemas,
      Function<ModelRef, Optional<Order>> orders,
      RoutingKnowledge steering,
      ShardPages pages,
      ReadingTimes times,
      ShardSizes sizes,
      Collection<? extends AutoCloseable> parts) {
    this.config = config;
    this.schemas = schemas;
    this.orders = orders;
    locator = new Locator(PipelineFields.of(config), orders);
    this.steering = steering;
    this.pages = pages;
    this.times = times;
    this.sizes = sizes;
    this.parts = List.copyOf(parts);
    executor =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "shardsteer-reader-" + COUNT.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * A reader of a pipeline's rows.
   *
   * @param admin fetches the models and the schemas of payloads
   * @param session to the Cassandra that holds the tables
   * @throws IllegalArgumentException if the pipeline is not deployed there, or stores no rows
   * @throws PulsarClientException if the routing tables or the schemas cannot be read
   */
  public static ShardReader open(
      PipelineConfig config, PulsarClient client, PulsarAdmin admin, CqlSession session)
      throws PulsarClientException {
    if (!config.storage().enabled()) {
      throw new IllegalArgumentException(
          "Pipeline %s stores no rows (storage.enabled is false), so there are none to read.\nIts records are in the topics of its shards."
              .formatted(config.pipeline()));
    }
    Topics unused = deployed(config, client);
    return open(
        config,
        client,
        admin,
        LaidOutTables.of(session, config),
        QueryReports.start(client, config));
  }

  /**
   * A reader that says where rows are and why, and reads none: {@link #find} and {@link #get} fail.
   *
   * @param admin fetches the models and the schemas of payloads
   * @throws IllegalArgumentException if the pipeline is not deployed there
   * @throws PulsarClientException if the routing tables or the schemas cannot be read
   */
  public static ShardReader withoutRows(
      PipelineConfig config, PulsarClient client, PulsarAdmin admin) throws PulsarClientException {
    Topics unused = deployed(config, client);
    return open(config, client, admin, ShardPages.NONE, ReadingTimes.NONE);
  }

  private static ShardReader open(
      PipelineConfig config,
      PulsarClient client,
      PulsarAdmin admin,
      ShardPages pages,
      ReadingTimes times)
      throws PulsarClientException {
    List<AutoCloseable> parts = new ArrayList<>();
    if (times instanceof AutoCloseable reports) {
      parts.add(reports);
    }
    try {
      PayloadSchemas schemas = PayloadSchemas.of(admin, config.input().topic());
      RoutedRecords records = RoutedRecords.follow(client, config);
      parts.add(records);
      ShardSizes sizes = ShardSizes.UNKNOWN;
      if (pages != ShardPages.NONE) {
        StatedSizes stated = StatedSizes.follow(client, config);
        parts.add(stated);
        sizes = stated;
      }
      ModelLibrary models =
          ModelLibrary.of(new PackageStore(admin, ModelPackage.maxBytes(config)), config);
      return new ShardReader(config, schemas, models::get, records, pages, times, sizes, parts);
    } catch (PulsarClientException | RuntimeException e) {
      close(parts);
      throw e;
    }
  }

  /** Reading topics that are not there would create them. */
  private static Topics deployed(PipelineConfig config, PulsarClient client)
      throws PulsarClientException {
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    if (!TopicFollower.exists(client, topics.tables())) {
      throw new IllegalArgumentException(
          "Pipeline %s is not deployed there: topic %s is missing.\nCheck the pipeline's name and input_topic, and the service URL."
              .formatted(config.pipeline(), topics.tables()));
    }
    return topics;
  }

  /** Finds the rows that match and were published in the time. */
  public Answer find(Predicate predicate, TimeRange published) {
    return find(Query.where(predicate).during(published));
  }

  /** Begins to read the answer to a query and returns; a model may be fetched before. */
  public Answer find(Query query) {
    PlacementContext now = steering.now();
    Location location = locator.locate(now, query.predicate(), query.times());
    ReadPlan plan = plan(query, location, now);
    tell(query, now, location);
    RowMatcher matcher = new RowMatcher(query.predicate(), query.times(), config, schemas);
    FoundRows found = new FoundRows(query, Twofold.of(location, now)::contains, SeenRows.MOST);
    Answer answer = new Answer(query, location, plan, found, matcher::fieldsMissing);
    Collection<Integer> asked = query.everywhere() ? allShards(now) : location.shards();
    Collection<ShardScan> first =
        plan.isRefused(query) ? List.of() : scans(query, matcher, answer, location, asked, now);
    open.add(answer);
    AtomicReference<PlacementContext> read = new AtomicReference<>(now);
    answer.begin(first, () -> again(query, matcher, answer, read), () -> ended(query, answer));
    if (plan.isRefused(query)) {
      answer.fail(plan.refusal());
    } else if (first.isEmpty()) {
      executor.execute(answer::confirm);
    }
    return answer;
  }

  /** What a query has to read, and what it had to if the table in force had placed every row. */
  private void tell(Query query, PlacementContext now, Location location) {
    RoutingTable newest = now.history().at(Long.MAX_VALUE);
    int shards = locator.shards(newest, query.predicate()).size();
    times.query(shards);
    boolean isOfOldTimes = query.times().fromMillis() < newest.effectiveFromMillis();
    if (isOfOldTimes && !query.everywhere()) {
      times.ofOldTimes(location.shards().size(), shards);
    }
  }

  private void ended(Query query, Answer answer) {
    open.remove(answer);
    times.answered(query, answer.report());
  }

  /** How a query would be read; reads no shard. */
  public ReadPlan plan(Query query) {
    PlacementContext now = steering.now();
    return plan(query, locator.locate(now, query.predicate(), query.times()), now);
  }

  private ReadPlan plan(Query query, Location location, PlacementContext now) {
    ShardPages present = pages.after(now.reshards());
    List<Integer> whole =
        location.shards().stream()
            .filter(shard -> present.readsWhole(shard, query, location))
            .toList();
    return new ReadPlan(
        location.shards().size(),
        location.candidates().size(),
        whole.size(),
        whole.isEmpty() ? OptionalLong.of(0) : sizes.rows(whole));
  }

  private Collection<ShardScan> scans(
      Query query,
      RowMatcher matcher,
      Answer answer,
      Location location,
      Collection<Integer> shards,
      PlacementContext now) {
    ShardPages present = pages.after(now.reshards());
    return shards.stream()
        .map(
            shard ->
                new ShardScan(
                    shard,
                    present.open(shard, query, location),
                    matcher,
                    answer,
                    executor,
                    times,
                    () -> isOutdated(now)))
        .toList();
  }

  /** Tables that cannot be read may have been dropped, after their rows were moved to others. */
  private boolean isOutdated(PlacementContext read) {
    return !steering.confirmed().reshards().equals(read.reshards());
  }

  /** What to read once more if rows have been moved since they were read. */
  private Collection<ShardScan> again(
      Query query, RowMatcher matcher, Answer answer, AtomicReference<PlacementContext> read) {
    PlacementContext now = steering.confirmed();
    PlacementContext before = read.getAndSet(now);
    if (now.reshards().equals(before.reshards())) {
      return List.of();
    }
    Location location = locator.locate(now, query.predicate(), query.times());
    return scans(query, matcher, answer, location, location.shards(), now);
  }

  /**
   * Looks up the rows of a key.
   *
   * @return completed with all of them, oldest first
   */
  public CompletionStage<List<FoundRow>> get(String key) {
    return find(Query.where(keyIs(key)).orderedBy(Query.Order.OLDEST_FIRST)).all();
  }

  /** Looks up the row of a record; completed with none or with one. */
  public CompletionStage<List<FoundRow>> get(String key, Instant published, String recordId) {
    Predicate one = keyIs(key).and(Predicate.RECORD_ID, Condition.OneOf.of(recordId));
    return find(Query.where(one).during(published, published)).all();
  }

  private static Predicate keyIs(String key) {
    return Predicate.EVERYTHING.and(Predicate.KEY, Condition.OneOf.of(key));
  }

  /** Where matching rows can be; reads no shard. */
  public Location locate(Predicate predicate, TimeRange published) {
    return locator.locate(steering.now(), predicate, published);
  }

  /**
   * Says why a record goes where it goes, by every routing table so far.
   *
   * @param payload the record; of JSON perhaps with its message's properties beneath {@code
   *     $properties}
   * @param key its message key; empty: the configured key field's value
   * @throws IllegalArgumentException if the record cannot be read, or has neither key nor id
   */
  public RecordExplanation explain(byte[] payload, String key) {
    RoutingHistory history = steering.now().history();
    FieldPaths paths = PipelineFields.of(config, history.pinFields());
    FieldValues values = new FieldValues(paths);
    RecordDecoder decoder = RecordDecoders.ofFiles(config.input(), paths).of(schemas.newest());
    Rejection rejection = decoder.decode(payload, values);
    if (rejection != null) {
      throw new IllegalArgumentException("The record cannot be read: " + rejection.message());
    }
    return new RecordExplainer(orders, paths)
        .explain(values, ties(key, paths, values), history.tables());
  }

  /** What breaks the record's ties, as the router takes it. */
  private RecordExplainer.Ties ties(String messageKey, FieldPaths paths, FieldValues values) {
    InputConfig input = config.input();
    String key = messageKey.isEmpty() ? identifier(input.keyField(), paths, values) : messageKey;
    String recordId = identifier(input.recordIdField(), paths, values);
    if (key.isEmpty() && recordId.isEmpty()) {
      throw new IllegalArgumentException(
          "The record has nothing to break ties by: neither a key nor a record id.\n"
              + "Give its message key.");
    }
    return new RecordExplainer.Ties(key.isEmpty() ? recordId : key, recordId);
  }

  private static String identifier(String field, FieldPaths paths, FieldValues values) {
    String value = field.isEmpty() ? null : values.identifier(paths.slot(field));
    return value == null ? "" : value;
  }

  /**
   * What a row's payload was written with; may ask the registry.
   *
   * @return empty where nobody can tell
   * @throws ShardReadException if the registry does not answer
   */
  public Optional<TopicSchema> schemaOf(ShardRow row) {
    return schemas.of(row);
  }

  /** All that decides where rows are, as it is known now. */
  public PlacementContext context() {
    return steering.now();
  }

  private static Set<Integer> allShards(PlacementContext now) {
    return now.history().shards();
  }

  /** Cancels the answers that are still being read and ends. */
  @Override
  public void close() {
    open.forEach(Answer::close);
    executor.shutdown();
    close(parts);
  }

  private static void close(List<AutoCloseable> parts) {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException("A part of the reader did not close.", e);
      }
    }
  }
}
