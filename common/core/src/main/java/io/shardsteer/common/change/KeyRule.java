package io.shardsteer.common.change;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What becomes of a change of a key of the pipeline file, and of all keys below it that have no
 * rule of their own.
 *
 * @param key path of the key
 * @param effect how it takes effect
 * @param parts that go by it
 * @param why what is done with it, or why it cannot change, for people
 */
public record KeyRule(String key, Effect effect, Set<Part> parts, String why) {
  /** How a change takes effect. */
  public enum Effect {
    /** Pushed to the running parts, without a restart. */
    PUSH,
    /** By {@code deploy}, which restarts the functions. */
    DEPLOY,
    /** Not at all: it would be another pipeline. */
    NONE
  }

  /** Those who go by a key. */
  public enum Part {
    ROUTERS,
    CONTROLLER,
    TRAINER
  }

  private static final List<KeyRule> ALL =
      List.of(
          fixed("pipeline", "another name is another pipeline"),
          fixed("input_topic", "topics, tables and models belong to the input topic"),
          deploy("format", "routers make their decoders when they start"),
          deploy("format_schema", "routers make their decoders when they start"),
          deploy("format_message", "routers make their decoders when they start"),
          deploy("key_field", "routers settle which fields they read when they start"),
          deploy("record_id_field", "routers settle which fields they read when they start"),
          deploy("time_field", "routers settle which fields they read when they start"),
          deploy("envelope", "routers make their decoders when they start"),
          deploy("invalid_text", "routers make their decoders when they start"),
          deploy("ordering", "routers subscribe to the input topic when they start"),
          deploy("decryption_key", "routers subscribe to the input topic when they start"),
          deploy("text_numbers", "models are made of the numbers that they name"),
          deploy("feature_extraction_pipeline", "models are made of its features"),
          push(
              "queries", "what samples carry and models keep together", Part.ROUTERS, Part.TRAINER),
          push("queries.learned", "of the next training", Part.TRAINER),
          push(
              "queries.window", "of the next training; deploy keeps reports as long", Part.TRAINER),
          push("outcomes", "what samples are joined with", Part.TRAINER),
          push("model_type", "of the next training", Part.TRAINER),
          push("model_parameters", "of the next training", Part.TRAINER),
          push("seed", "of the next training", Part.TRAINER),
          push("labels", "of the next training", Part.TRAINER),
          push("skip_models", "from the next record on", Part.ROUTERS),
          push("retraining_interval", "counts from the last training on", Part.CONTROLLER),
          push("training.min_samples", "of the next training", Part.CONTROLLER, Part.TRAINER),
          push("training.max_samples", "of the next training", Part.CONTROLLER, Part.TRAINER),
          push("training.holdout", "of the next training", Part.TRAINER),
          push("training.gate", "of the next training", Part.TRAINER),
          push("training.gate.max_model_size", "of the next model", Part.values()),
          push("target_shard_count", "the same order, cut anew", Part.values()),
          push("acceptable_shard_imbalance", "from the next decision on", Part.CONTROLLER),
          push("shard_weights", "from the next decision on", Part.CONTROLLER, Part.TRAINER),
          deploy("load", "routers weigh their reports by it from their start on"),
          push("keep_key_together", "from the next routing table on", Part.CONTROLLER),
          push("pins", "from the next routing table on", Part.CONTROLLER),
          push("monitoring_metrics", "from the next decision on", Part.CONTROLLER),
          push("control", "from the next decision on", Part.CONTROLLER),
          push("control.report_interval", "from the next report on", Part.ROUTERS, Part.CONTROLLER),
          push("windows", "from the next decision on", Part.CONTROLLER),
          push("history.exact_for", "within a minute", Part.CONTROLLER),
          deploy("history.decisions_for", "deploy sets how long topics are kept"),
          push("reshard", "from the next decision on", Part.CONTROLLER, Part.TRAINER),
          push("sampling", "from the next record on", Part.ROUTERS),
          deploy("storage", "tables are made and statements prepared before routers start"),
          push("limits", "from the next record on", Part.ROUTERS));

  public KeyRule {
    parts = Set.copyOf(parts);
  }

  private static KeyRule push(String key, String why, Part... parts) {
    return new KeyRule(key, Effect.PUSH, Set.of(parts), why);
  }

  private static KeyRule deploy(String key, String why) {
    return new KeyRule(key, Effect.DEPLOY, Set.of(Part.values()), why);
  }

  private static KeyRule fixed(String key, String why) {
    return new KeyRule(key, Effect.NONE, Set.of(Part.values()), why);
  }

  /** Every rule, in the order of the reference file. */
  public static List<KeyRule> all() {
    return ALL;
  }

  /**
   * The rule of a key: its own, or that of the nearest key above it.
   *
   * @param key path, elements of lists as {@code []} or with their index
   * @throws IllegalArgumentException if there is none
   */
  public static KeyRule of(String key) {
    return ALL.stream()
        .filter(rule -> rule.covers(key))
        .max(Comparator.comparingInt(rule -> rule.key().length()))
        .orElseThrow(() -> new IllegalArgumentException("No rule says what becomes of " + key));
  }

  private boolean covers(String path) {
    return path.equals(key) || path.startsWith(key + ".") || path.startsWith(key + "[");
  }

  /** The parts, for people. */
  public String partsText() {
    return parts.size() == Part.values().length
        ? "all parts"
        : new TreeSet<>(parts)
            .stream()
                .map(part -> part.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" and "));
  }
}
