package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.Categorical;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code kind: categorical}: the level of a value, declared, learned or hashed. */
final class CategoricalKeys implements FeatureKind<Categorical> {
  private static final int DEFAULT_MAX_LEVELS = 64;
  private static final int MAX_LEVELS = 1024;

  @Override
  public Class<Categorical> type() {
    return Categorical.class;
  }

  @Override
  public Categorical read(ConfigSection section) {
    String field = FeatureKeys.field(section, "field");
    List<String> levels = section.texts("levels", List.of());
    int maxLevels = section.integer("max_levels", DEFAULT_MAX_LEVELS, 1, MAX_LEVELS);
    int hashedWidth = section.integer("hashed_width", 0, 2, MAX_LEVELS);
    if (levels.size() > MAX_LEVELS || Set.copyOf(levels).size() < levels.size()) {
      section.problem(
          "levels",
          "There are %d levels, %d of them different."
              .formatted(levels.size(), Set.copyOf(levels).size()),
          "List up to %d levels, each once.".formatted(MAX_LEVELS));
    }
    if (hashedWidth > 0 && (!levels.isEmpty() || section.has("max_levels"))) {
      section.problem(
          "hashed_width",
          "Hashed levels are neither declared nor learned.",
          "Leave out hashed_width, or levels and max_levels.");
    }
    return new Categorical(FeatureKeys.name(section, field), field, levels, maxLevels, hashedWidth);
  }

  @Override
  public void write(Categorical spec, Map<String, Object> to) {
    to.put("field", spec.field());
    if (spec.hashedWidth() > 0) {
      to.put("hashed_width", spec.hashedWidth());
      return;
    }
    to.put("max_levels", spec.maxLevels());
    if (!spec.levels().isEmpty()) {
      to.put("levels", spec.levels());
    }
  }
}
