package io.shardsteer.deploy.cli.query;

import io.shardsteer.common.config.NearestName;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.common.record.PipelineFields;
import java.util.Collection;
import java.util.List;

/**
 * Says which fields of a question may be mistyped. Records may have fields that a pipeline file
 * does not name, so that none of them is a mistake for certain.
 */
public final class FieldHints {
  private FieldHints() {}

  /** One line for each field that rules out no shard because the pipeline does not know it. */
  public static List<String> ofUnknown(Predicate predicate, PipelineConfig config) {
    List<String> known = PipelineFields.of(config).paths();
    return predicate.fields().stream()
        .filter(field -> !known.contains(field))
        .map(
            field ->
                "Field '%s' is not in the pipeline file, so it rules out no shard.%s"
                    .formatted(field, guess(field, known)))
        .toList();
  }

  /** One line for each field that no row had. */
  public static List<String> ofMissing(Collection<String> missing, PipelineConfig config) {
    List<String> known = PipelineFields.of(config).paths();
    return missing.stream()
        .map(
            field ->
                "No row that was read has a value for field '%s'.%s"
                    .formatted(field, known.contains(field) ? "" : guess(field, known)))
        .toList();
  }

  private static String guess(String field, List<String> known) {
    return NearestName.of(field, known)
        .map(" Did you mean %s?"::formatted)
        .orElseGet(() -> " The file names %s.".formatted(String.join(", ", known)));
  }
}
