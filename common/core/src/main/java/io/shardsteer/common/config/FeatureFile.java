package io.shardsteer.common.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@code feature_extraction_pipeline} that is a file of its own. */
final class FeatureFile {
  private FeatureFile() {}

  /** The document with the named file's list in the place of its name. */
  static @Nullable Object included(
      @Nullable Object document, String where, PipelineConfigs.NamedFiles files) {
    if (!(document instanceof Map<?, ?> map)
        || !(map.get(FeatureKeys.KEY) instanceof String name)) {
      return document;
    }
    Map<Object, @Nullable Object> whole = new LinkedHashMap<>(map);
    whole.put(FeatureKeys.KEY, features(name, where, files));
    return whole;
  }

  private static @Nullable Object features(
      String name, String where, PipelineConfigs.NamedFiles files) {
    try {
      @Nullable Object value = YamlReader.read(new String(files.read(name), UTF_8), name).value();
      return value instanceof Map<?, ?> map && map.size() == 1 && map.containsKey(FeatureKeys.KEY)
          ? map.get(FeatureKeys.KEY)
          : value;
    } catch (UncheckedIOException e) {
      throw new InvalidConfigurationException(
          where,
          List.of(
              new ConfigProblem(
                  FeatureKeys.KEY,
                  "The file %s cannot be read: %s."
                      .formatted(ConfigProblems.show(name), e.getMessage()),
                  "Paths are relative to the pipeline file.")));
    }
  }
}
