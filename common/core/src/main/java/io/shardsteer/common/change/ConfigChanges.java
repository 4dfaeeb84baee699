package io.shardsteer.common.change;

import io.shardsteer.common.change.KeyRule.Effect;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.record.PipelineFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Every key in which two configurations of a pipeline differ. All parts ask the same, so that a
 * push is taken by all of them or by none.
 *
 * @param all in the order of the reference file
 * @param newFields fields that running routers do not read yet
 */
public record ConfigChanges(List<KeyChange> all, List<String> newFields) {
  /** Keys that name fields which a running router may not read. */
  private static final Set<String> NAME_FIELDS = Set.of("queries", "pins");

  public ConfigChanges {
    all = List.copyOf(all);
    newFields = List.copyOf(newFields);
  }

  /**
   * @param now what the parts run with
   * @param then what they are to run with
   */
  public static ConfigChanges between(PipelineConfig now, PipelineConfig then) {
    Map<String, String> before = flat(PipelineConfigs.toMap(now));
    Map<String, String> after = flat(PipelineConfigs.toMap(then));
    var keys = new LinkedHashMap<>(before);
    keys.putAll(after);
    List<KeyChange> changes = new ArrayList<>();
    for (String key : keys.keySet()) {
      String was = before.getOrDefault(key, "");
      String is = after.getOrDefault(key, "");
      if (!was.equals(is)) {
        changes.add(new KeyChange(key, was, is, KeyRule.of(key)));
      }
    }
    var fields = new TreeSet<>(PipelineFields.sampled(then).paths());
    fields.addAll(then.shards().pins().fields());
    fields.removeAll(PipelineFields.of(now).paths());
    return new ConfigChanges(changes, List.copyOf(fields));
  }

  private static Map<String, String> flat(Map<String, Object> map) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", map, flat);
    return flat;
  }

  /** Lists count as one value. */
  private static void flatten(String path, Map<?, ?> map, Map<String, String> into) {
    map.forEach(
        (key, value) -> {
          String at = path.isEmpty() ? String.valueOf(key) : path + "." + key;
          if (value instanceof Map<?, ?> section && !section.isEmpty()) {
            flatten(at, section, into);
          } else {
            into.put(at, String.valueOf(value));
          }
        });
  }

  /** How a change takes effect where the pipeline runs. */
  public Effect effect(KeyChange change) {
    boolean isUnread = NAME_FIELDS.contains(change.key()) && !newFields.isEmpty();
    return isUnread ? Effect.DEPLOY : change.rule().effect();
  }

  /** Why a change cannot be pushed, or what becomes of it. */
  public String why(KeyChange change) {
    return effect(change) == change.rule().effect()
        ? change.rule().why()
        : "running routers do not read %s".formatted(String.join(", ", newFields));
  }

  /**
   * Why running parts cannot go over to the new configuration, and the remedy; empty if they can.
   */
  public Optional<String> obstacle() {
    return obstacle(Effect.PUSH);
  }

  /** Why not even a deployment makes a running pipeline go over to it; empty if one does. */
  public Optional<String> obstacleOfDeploy() {
    return obstacle(Effect.DEPLOY);
  }

  private Optional<String> obstacle(Effect most) {
    List<KeyChange> refused =
        all.stream().filter(change -> effect(change).compareTo(most) > 0).toList();
    if (refused.isEmpty()) {
      return Optional.empty();
    }
    boolean another = refused.stream().anyMatch(change -> effect(change) == Effect.NONE);
    String reasons =
        refused.stream()
            .map(change -> "%s cannot change: %s.".formatted(change.key(), why(change)))
            .collect(Collectors.joining("\n"));
    String remedy =
        another
            ? "Deploy it as a pipeline of its own, with a new name."
            : "Deploy the new configuration instead: `steer deploy FILE`";
    return Optional.of(reasons + "\n" + remedy);
  }
}
