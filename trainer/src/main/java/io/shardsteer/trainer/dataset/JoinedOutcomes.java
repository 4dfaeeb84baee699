package io.shardsteer.trainer.dataset;

import io.shardsteer.common.config.OutcomesConfig;
import io.shardsteer.common.message.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JoinedOutcomes that have arrived so far, by record key; a later one of a key replaces what it
 * says again. Not thread-safe.
 */
public final class JoinedOutcomes {
  private final OutcomesConfig config;
  private final Map<String, Map<String, Object>> byKey = new HashMap<>();

  public JoinedOutcomes(OutcomesConfig config) {
    this.config = config;
  }

  /**
   * Remembers an outcome.
   *
   * @param key key of the records that it belongs to
   * @param fields values by path: {@code Double}, {@code String}, {@code Boolean}; others are
   *     ignored, and so are fields that the pipeline does not name
   */
  public void arrived(String key, Map<String, Object> fields) {
    Map<String, Object> known = new TreeMap<>(byKey.getOrDefault(key, Map.of()));
    for (String field : config.fields()) {
      Object value = fields.get(field);
      if (value instanceof Double || value instanceof String || value instanceof Boolean) {
        known.put(field, value);
      }
    }
    byKey.put(key, known);
  }

  /** The samples with the outcomes that are known of them among their fields. */
  public List<Sample> join(List<Sample> samples) {
    return samples.stream().map(this::join).toList();
  }

  private Sample join(Sample sample) {
    Map<String, Object> known = byKey.get(sample.key());
    if (sample.key().isEmpty() || known == null) {
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
