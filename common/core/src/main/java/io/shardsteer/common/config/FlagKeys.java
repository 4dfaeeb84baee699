package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.Check;
import io.shardsteer.common.config.FeatureSpec.Flag;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code kind: flag}: whether a field is there, is one of some values, or matches. */
final class FlagKeys implements FeatureKind<Flag> {
  @Override
  public Class<Flag> type() {
    return Flag.class;
  }

  @Override
  public Flag read(ConfigSection section) {
    String field = FeatureKeys.field(section, "field");
    List<String> equal = section.has("equals") ? List.of(section.text("equals", "")) : List.of();
    List<String> in = section.texts("in", List.of());
    String expression = section.text("matches", "");
    int given = equal.size() + (in.isEmpty() ? 0 : 1) + (expression.isEmpty() ? 0 : 1);
    if (given > 1) {
      section.problem(
          "field", "The flag has several checks.", "Keep one of equals, in and matches.");
    }
    if (!expression.isEmpty()) {
      try {
        Pattern.compile(expression);
      } catch (PatternSyntaxException e) {
        section.problem(
            "matches",
            "%s is not a regular expression: %s."
                .formatted(ConfigProblems.show(expression), e.getDescription()),
            "Mend it near character %d.".formatted(e.getIndex() + 1));
        expression = "";
      }
    }
    String name = FeatureKeys.name(section, field + "_flag");
    if (!expression.isEmpty()) {
      return new Flag(name, field, Check.MATCHES, List.of(expression));
    }
    List<String> values = equal.isEmpty() ? in : equal;
    return new Flag(name, field, values.isEmpty() ? Check.PRESENT : Check.IN, values);
  }

  @Override
  public void write(Flag spec, Map<String, Object> to) {
    to.put("field", spec.field());
    switch (spec.check()) {
      case PRESENT -> {}
      case IN -> to.put("in", spec.values());
      case MATCHES -> to.put("matches", spec.values().get(0));
    }
  }
}
