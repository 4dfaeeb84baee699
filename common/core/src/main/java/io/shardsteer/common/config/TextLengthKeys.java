package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.TextLength;
import java.util.Map;

/** {@code kind: text_length}: characters of a text. */
final class TextLengthKeys implements FeatureKind<TextLength> {
  @Override
  public Class<TextLength> type() {
    return TextLength.class;
  }

  @Override
  public TextLength read(ConfigSection section) {
    String field = FeatureKeys.field(section, "field");
    return new TextLength(FeatureKeys.name(section, field + "_length"), field);
  }

  @Override
  public void write(TextLength spec, Map<String, Object> to) {
    to.put("field", spec.field());
  }
}
