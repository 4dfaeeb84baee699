package io.shardsteer.trainer.dataset;

import io.shardsteer.common.config.OutcomesConfig;
import io.shardsteer.common.message.Sample;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Outcomes that have arrived so far, and the samples that they belong to: those of their key that
 * were published before them, by no more than {@link OutcomesConfig#latest()}. Where several say
 * something about the same field of a sample, the newest counts, so that a doubled outcome changes
 * nothing and a later one corrects. Not thread-safe.
 */
public final class JoinedOutcomes {
  /** Of one key, older ones are forgotten. */
  static final int MOST_OF_A_KEY = 1_000;

  private record Arrival(long atMillis, Map<String, Object> fields) {}

  private final OutcomesConfig config;
  private final Set<String> keys;
  private final Map<String, Deque<Arrival>> byKey = new HashMap<>();

  /**
   * @param samples those that will be joined; outcomes of other keys are not kept
   */
  public JoinedOutcomes(OutcomesConfig config, Collection<Sample> samples) {
    this.config = config;
    keys =
        samples.stream()
            .map(Sample::key)
            .filter(key -> !key.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Remembers an outcome.
   *
   * @param key key of the records that it belongs to
   * @param fields values by path: {@code Double}, {@code String}, {@code Boolean}; others are
   *     ignored, and so are fields that the pipeline does not name
   * @param atMillis when it was published; outcomes come in any order
   * @return whether it says anything about a field that the pipeline names
   */
  public boolean arrived(String key, Map<String, Object> fields, long atMillis) {
    Map<String, Object> known = new TreeMap<>();
    for (String field : config.fields()) {
      Object value = fields.get(field);
      if (value instanceof Double || value instanceof String || value instanceof Boolean) {
        known.put(field, value);
      }
    }
    if (known.isEmpty()) {
      return false;
    }
    if (keys.contains(key)) {
      remember(byKey.computeIfAbsent(key, unseen -> new ArrayDeque<>()), atMillis, known);
    }
    return true;
  }

  /** Keeps a key's outcomes in the order of their times; they mostly come in it. */
  private static void remember(Deque<Arrival> ofKey, long atMillis, Map<String, Object> known) {
    Deque<Arrival> later = new ArrayDeque<>();
    while (!ofKey.isEmpty() && ofKey.getLast().atMillis() > atMillis) {
      later.addFirst(ofKey.removeLast());
    }
    ofKey.addLast(new Arrival(atMillis, known));
    ofKey.addAll(later);
    if (ofKey.size() > MOST_OF_A_KEY) {
      ofKey.removeFirst();
    }
  }

  /** The samples with the outcomes that are known of them among their fields. */
  public List<Sample> join(List<Sample> samples) {
    return samples.stream().map(this::join).toList();
  }

  private Sample join(Sample sample) {
    Deque<Arrival> arrivals = byKey.get(sample.key());
    if (arrivals == null) {
      return sample;
    }
    long from = sample.publishMillis();
    long to = from + config.latest().toMillis();
    Map<String, Object> known = new HashMap<>();
    for (Iterator<Arrival> it = arrivals.descendingIterator(); it.hasNext(); ) {
      Arrival arrival = it.next();
      if (arrival.atMillis() >= from && arrival.atMillis() <= to) {
        arrival.fields().forEach(known::putIfAbsent);
      }
    }
    if (known.isEmpty()) {
      return sample;
    }
    Map<String, Object> fields = new HashMap<>(sample.fields());
    fields.putAll(known);
    return new Sample(
        fields,
        sample.key(),
        sample.keyHash(),
        sample.shard(),
        sample.orderKey(),
        sample.revision(),
        sample.bytes(),
        sample.weight(),
        sample.publishMillis());
  }

  /** Whether anything is known of what became of a sample. */
  static boolean isKnown(Sample sample, OutcomesConfig config) {
    return config.fields().stream().anyMatch(sample.fields()::containsKey);
  }
}
