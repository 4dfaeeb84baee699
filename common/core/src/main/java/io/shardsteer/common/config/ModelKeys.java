package io.shardsteer.common.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code model_type}, {@code model_parameters}, {@code seed} and {@code labels}. */
final class ModelKeys {
  private ModelKeys() {}

  static ModelConfig read(ConfigSection config) {
    return new ModelConfig(
        config.choice("model_type", ModelConfig.ModelType.DECISION_TREE),
        parameters(config),
        config.whole("seed", 1, 0, 1L << 53),
        config.choice("labels", ModelConfig.Labels.BALANCED),
        skipModels(config));
  }

  private static Set<Integer> skipModels(ConfigSection config) {
    Set<Integer> versions = new TreeSet<>();
    for (double version : config.numbers("skip_models", List.of())) {
      if (version >= 1 && version <= Integer.MAX_VALUE && version == Math.rint(version)) {
        versions.add((int) version);
      } else {
        config.problem(
            "skip_models",
            "%s is not the version of a model.".formatted(ConfigProblems.show(version)),
            "Give versions as `deploy/steer packages` lists them: [3, 7].");
      }
    }
    return versions;
  }

  private static Map<String, Object> parameters(ConfigSection config) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    ConfigSection section = config.section("model_parameters");
    for (String name : section.keys()) {
      Object value = section.raw(name);
      if (value instanceof Number || value instanceof Boolean || value instanceof String) {
        parameters.put(name, value);
      } else if (value != null) {
        section.problem(
            name,
            "%s is not a number, text or boolean.".formatted(ConfigProblems.show(value)),
            "Give one value.");
      }
    }
    return parameters;
  }

  static void write(ModelConfig model, Map<String, Object> to) {
    to.put("model_type", ConfigSection.lower(model.type()));
    to.put("model_parameters", model.hyperParameters());
    to.put("seed", model.seed());
    to.put("labels", ConfigSection.lower(model.labels()));
    to.put("skip_models", model.skipModels().stream().sorted().toList());
  }
}
