package io.shardsteer.common.config;

import io.shardsteer.common.config.FeatureSpec.Embedding;
import io.shardsteer.common.config.FeatureSpec.LearnedWords;
import io.shardsteer.common.config.FeatureSpec.TextEmbedding;
import java.util.Map;

/** {@code kind: text_embedding}: a text as a point, by hashing or by learned word vectors. */
final class EmbeddingKeys implements FeatureKind<Embedding> {
  private static final int DEFAULT_DIMENSIONS = 8;

  private enum Method {
    HASHING,
    WORD2VEC
  }

  @Override
  public Class<Embedding> type() {
    return Embedding.class;
  }

  @Override
  public Embedding read(ConfigSection section) {
    String field = FeatureKeys.field(section, "field");
    String name = FeatureKeys.name(section, field + "_text");
    if (section.choice("method", Method.HASHING) == Method.HASHING) {
      return new TextEmbedding(
          name, field, section.integer("dimensions", DEFAULT_DIMENSIONS, 1, 256));
    }
    return new LearnedWords(
        name,
        field,
        section.integer("dimensions", DEFAULT_DIMENSIONS, 2, 100),
        section.integer("max_words", 5_000, 2, 20_000),
        section.integer("min_count", 3, 1, 1_000_000),
        section.integer("epochs", 10, 1, 100));
  }

  @Override
  public void write(Embedding spec, Map<String, Object> to) {
    to.put("field", spec.field());
    if (spec instanceof LearnedWords words) {
      to.put("method", ConfigSection.lower(Method.WORD2VEC));
      to.put("dimensions", words.dimensions());
      to.put("max_words", words.maxWords());
      to.put("min_count", words.minCount());
      to.put("epochs", words.epochs());
    } else {
      to.put("method", ConfigSection.lower(Method.HASHING));
      to.put("dimensions", spec.dimensions());
    }
  }
}
