package io.shardsteer.common.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@code format_schema} that is a file of its own; it travels with the configuration. */
final class FormatSchemaFile {
  private FormatSchemaFile() {}

  /** The document with the named file's content in the place of its name. */
  static @Nullable Object included(
      @Nullable Object document, String where, PipelineConfigs.NamedFiles files) {
    if (!(document instanceof Map<?, ?> map)
        || !(map.get(InputKeys.FORMAT_SCHEMA) instanceof String name)
        || !isName(name)) {
      return document;
    }
    String format = String.valueOf(map.get(InputKeys.FORMAT)).toLowerCase(Locale.ROOT);
    Map<Object, @Nullable Object> whole = new LinkedHashMap<>(map);
    try {
      byte[] content = files.read(name);
      whole.put(
          InputKeys.FORMAT_SCHEMA,
          format.equals("protobuf")
              ? Base64.getEncoder().encodeToString(content)
              : new String(content, UTF_8));
    } catch (UncheckedIOException e) {
      throw new InvalidConfigurationException(
          where,
          List.of(
              new ConfigProblem(
                  InputKeys.FORMAT_SCHEMA,
                  "The file %s cannot be read: %s."
                      .formatted(ConfigProblems.show(name), e.getMessage()),
                  "Paths are relative to the pipeline file.")));
    }
    return whole;
  }

  /** A schema in JSON begins with a bracket, descriptors in base64 have no dot. */
  private static boolean isName(String text) {
    String schema = text.strip();
    return schema.contains(".") && !schema.startsWith("{") && !schema.startsWith("[");
  }
}
