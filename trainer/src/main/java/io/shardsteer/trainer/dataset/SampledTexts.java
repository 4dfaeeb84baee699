package io.shardsteer.trainer.dataset;

import io.shardsteer.common.config.FeatureSpec.LearnedWords;
import io.shardsteer.common.feature.Words;
import io.shardsteer.common.message.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The texts that word vectors are learned from. */
public final class SampledTexts {
  private SampledTexts() {}

  /**
   * The words of the samples' texts, text by text, without those that are rarer than the feature
   * wants or beyond the most frequent that it takes; texts without any are left out. Of equally
   * frequent words the first in the alphabet count.
   */
  public static List<List<String>> of(List<Sample> samples, LearnedWords feature) {
    List<List<String>> texts = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    for (Sample sample : samples) {
      if (sample.fields().get(feature.field()) instanceof String text) {
        List<String> words = Words.of(text);
        words.forEach(word -> counts.merge(word, 1, Integer::sum));
        texts.add(words);
      }
    }
    Set<String> vocabulary = vocabulary(counts, feature);
    return texts.stream()
        .map(words -> words.stream().filter(vocabulary::contains).toList())
        .filter(words -> !words.isEmpty())
        .toList();
  }

  private static Set<String> vocabulary(Map<String, Integer> counts, LearnedWords feature) {
    Comparator<Map.Entry<String, Integer>> mostFrequentFirst =
        Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey());
    return new HashSet<>(
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() >= feature.minCount())
            .sorted(mostFrequentFirst)
            .limit(feature.maxWords())
            .map(Map.Entry::getKey)
            .toList());
  }
}
