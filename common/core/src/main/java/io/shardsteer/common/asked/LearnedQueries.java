package io.shardsteer.common.asked;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.QueryTemplate;
import io.shardsteer.common.config.QueryTemplate.Condition;
import io.shardsteer.common.message.AskedShape;
import io.shardsteer.common.message.AskedShape.Kind;
import io.shardsteer.common.message.AskedShape.Part;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.PipelineFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Templates of what was asked, beside the declared ones: what the order is made for. Declared
 * templates are a prior that counts as much as {@value #PRIOR_QUESTIONS} questions.
 */
public final class LearnedQueries {
  /** So many questions weigh as much as all that is declared. */
  public static final int PRIOR_QUESTIONS = 100;

  private static final int MOST_TEMPLATES = 50;

  /** What is asked less often than this does not come into the order. */
  private static final double LEAST_SHARE = 0.01;

  private LearnedQueries() {}

  /**
   * The pipeline as a training should see it.
   *
   * @param asked what was asked in the window
   */
  public static PipelineConfig applied(PipelineConfig config, List<AskedShape> asked) {
    return config.queryLearning().learned() ? config.with(of(config, asked)) : config;
  }

  /** Declared and learned templates with their weights; none where nothing is known of either. */
  public static List<QueryTemplate> of(PipelineConfig config, List<AskedShape> asked) {
    List<QueryTemplate> learned = templates(config, asked);
    double declaredWeight = config.queries().stream().mapToDouble(QueryTemplate::weight).sum();
    List<QueryTemplate> all = new ArrayList<>(learned);
    for (QueryTemplate declared : config.queries()) {
      double weight =
          learned.isEmpty()
              ? declared.weight()
              : declared.weight() / declaredWeight * PRIOR_QUESTIONS;
      all.add(new QueryTemplate(declared.name(), weight, declared.conditions()));
    }
    double total = all.stream().mapToDouble(QueryTemplate::weight).sum();
    // In an order of their own, so that the dimensions stay the same while their weights change.
    return all.stream()
        .filter(template -> template.weight() >= LEAST_SHARE * total)
        .sorted(Comparator.comparing(LearnedQueries::fields).thenComparing(QueryTemplate::name))
        .toList();
  }

  private static String fields(QueryTemplate template) {
    return template.conditions().stream().map(Condition::field).collect(Collectors.joining("\0"));
  }

  /** The shapes that an order can serve: those of fields that samples carry. */
  public static List<QueryTemplate> templates(PipelineConfig config, List<AskedShape> asked) {
    FieldPaths sampled = PipelineFields.sampled(config);
    Set<String> known = Set.copyOf(sampled.paths());
    Map<List<Part>, Long> questions = new LinkedHashMap<>();
    for (AskedShape shape : asked) {
      List<Part> usable = usable(shape, known);
      if (!usable.isEmpty()) {
        questions.merge(usable, shape.questions(), Long::sum);
      }
    }
    Map<String, Integer> names = new HashMap<>();
    return questions.entrySet().stream()
        .sorted(Map.Entry.<List<Part>, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(MOST_TEMPLATES)
        .map(entry -> template(entry.getKey(), entry.getValue(), names))
        .toList();
  }

  /** A range that is open to one side leaves too much open to make an order for it. */
  private static List<Part> usable(AskedShape shape, Set<String> known) {
    return shape.parts().stream()
        .filter(part -> known.contains(part.field()))
        .filter(part -> part.kind() == Kind.EQUAL || part.width() > 0)
        .toList();
  }

  private static QueryTemplate template(
      List<Part> parts, long questions, Map<String, Integer> names) {
    String name = name(parts);
    int same = names.merge(name, 1, Integer::sum);
    return new QueryTemplate(
        same == 1 ? name : name + " " + same,
        questions,
        parts.stream().map(LearnedQueries::condition).toList());
  }

  /** What is asked, for people: {@code latitude range, city}. */
  public static String name(List<Part> parts) {
    return parts.isEmpty()
        ? "(nothing that an order serves)"
        : parts.stream()
            .map(part -> part.kind() == Kind.EQUAL ? part.field() : part.field() + " range")
            .collect(Collectors.joining(", "));
  }

  private static Condition condition(Part part) {
    return switch (part.kind()) {
      case EQUAL -> new QueryTemplate.Equal(part.field());
      case RANGE -> new QueryTemplate.Range(part.field(), part.width(), 1);
      case TIME_RANGE -> new QueryTemplate.Range(part.field(), part.width(), 1, true);
    };
  }
}
