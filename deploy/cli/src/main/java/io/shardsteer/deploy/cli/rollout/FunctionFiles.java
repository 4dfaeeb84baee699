package io.shardsteer.deploy.cli.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.FunctionNamespace;
import io.shardsteer.common.pulsar.SteerFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The two functions' configuration files, rendered from their templates and one pipeline file. A
 * template is a YAML file with places like <code>${pipeline}</code>; operators may change all else
 * in it, such as resources.
 */
public final class FunctionFiles {
  private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)}");

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  private final Path templates;

  /**
   * @param templates folder of {@code router.yaml} and {@code metrics.yaml}
   */
  public FunctionFiles(Path templates) {
    this.templates = templates;
  }

  /**
   * Renders a function's file.
   *
   * @param parallelism number of instances, where the template leaves it open
   * @return the file, {@code <folder>/<pipeline>-<function>.yaml}
   * @throws CommandException if the template has a place that nothing is known for
   */
  public Path render(SteerFunction function, PipelineConfig config, int parallelism, Path folder) {
    Path template = templates.resolve(function.suffix() + ".yaml");
    Path rendered = folder.resolve(function.name(config.pipeline()) + ".yaml");
    try {
      Files.createDirectories(folder);
      String text =
          fill(Files.readString(template), values(config, parallelism), template.toString());
      return Files.writeString(rendered, text);
    } catch (IOException e) {
      throw new CommandException(
          "%s cannot be rendered from %s: %s".formatted(rendered, template, e.getMessage()), e);
    }
  }

  private static Map<String, String> values(PipelineConfig config, int parallelism)
      throws JsonProcessingException {
    FunctionNamespace place = FunctionNamespace.of(config);
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    return Map.of(
        "tenant", place.tenant(),
        "namespace", place.namespace(),
        "pipeline", config.pipeline(),
        "pushes", topics.config(),
        "reports", topics.reports(),
        "parallelism", Integer.toString(parallelism),
        "userConfig", nested(YAML.writeValueAsString(PipelineConfigs.toMap(config))));
  }

  /** The topics that the function of a rendered file reads. */
  static Set<String> inputs(Path rendered) {
    try {
      Set<String> inputs = new HashSet<>();
      YAML.readTree(rendered.toFile()).path("inputs").forEach(topic -> inputs.add(topic.asText()));
      return inputs;
    } catch (IOException e) {
      throw new CommandException("%s cannot be read: %s".formatted(rendered, e.getMessage()), e);
    }
  }

  /** A YAML document as the value of a top-level key. */
  private static String nested(String yaml) {
    return yaml.lines().map(line -> "\n  " + line).collect(Collectors.joining());
  }

  static String fill(String template, Map<String, String> values, String where) {
    return PLACE
        .matcher(template)
        .replaceAll(
            place -> {
              String value = values.get(place.group(1));
              if (value == null) {
                throw new CommandException(
                    "%s has the place %s, which nothing is known for.\nKnown places: %s."
                        .formatted(where, place.group(), String.join(", ", values.keySet())));
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
