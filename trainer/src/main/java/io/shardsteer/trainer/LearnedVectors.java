package io.shardsteer.trainer;

import io.shardsteer.common.config.FeatureSpec;
import io.shardsteer.common.config.FeatureSpec.LearnedWords;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.feature.WordVectors;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.mojo.WordMojo;
import io.shardsteer.trainer.dataset.SampledTexts;
import io.shardsteer.trainer.training.H2oTrainer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The word vectors of a training, by feature.
 *
 * @param vectors those of every feature that learns words, read back from the MOJOs as a router
 *     reads them
 * @param mojos the MOJOs; none of a feature whose texts hold nothing to learn from
 */
record LearnedVectors(Map<String, WordVectors> vectors, Map<String, byte[]> mojos) {
  LearnedVectors {
    vectors = Map.copyOf(vectors);
    mojos = Map.copyOf(mojos);
  }

  /** As wide as what will be learned. */
  static Map<String, WordVectors> untrained(PipelineConfig config) {
    Map<String, WordVectors> vectors = new HashMap<>();
    for (FeatureSpec spec : config.featureExtractionPipeline()) {
      if (spec instanceof LearnedWords words) {
        vectors.put(spec.name(), WordVectors.none(words.dimensions()));
      }
    }
    return vectors;
  }

  static LearnedVectors of(List<Sample> samples, PipelineConfig config, H2oTrainer trainer) {
    Map<String, WordVectors> vectors = new HashMap<>();
    Map<String, byte[]> mojos = new HashMap<>();
    for (FeatureSpec spec : config.featureExtractionPipeline()) {
      if (spec instanceof LearnedWords words) {
        List<List<String>> texts = SampledTexts.of(samples, words);
        if (texts.stream().flatMap(List::stream).distinct().count() < 2) {
          vectors.put(spec.name(), WordVectors.none(words.dimensions()));
        } else {
          byte[] mojo = trainer.trainWords(texts, words.dimensions(), words.epochs());
          mojos.put(spec.name(), mojo);
          vectors.put(spec.name(), WordMojo.load(mojo));
        }
      }
    }
    return new LearnedVectors(vectors, mojos);
  }
}
