package io.shardsteer.trainer;

import io.shardsteer.common.model.ModelManifest;
import java.util.List;
import java.util.Map;

/** What became of a {@link ModelBuilder#build}. */
public sealed interface BuildResult {
  /** Figures on the later slice, by {@link io.shardsteer.trainer.evaluation.Figure}. */
  Map<String, Double> evaluation();

  /**
   * A model that passed the gate.
   *
   * @param manifest what travels with it; its checksum is the MOJO's
   * @param mojo the model; not to be written to
   * @param words the MOJO with the word vectors of each feature that has some
   * @param shards the shard of each interval of its order, such that least load changes shard
   * @param orderKeyQuantiles 4,097 ascending quantiles (0, 1/4096, .. 1), load-weighted, of the
   *     newest samples' order keys under it
   * @param presentQuantiles the same under the present model, where the order is the present one,
   *     refined; else empty
   */
  @SuppressWarnings("ArrayRecordComponent") // a model's bytes, handed on and never compared
  record Built(
      ModelManifest manifest,
      byte[] mojo,
      Map<String, byte[]> words,
      List<Integer> shards,
      List<Double> orderKeyQuantiles,
      List<Double> presentQuantiles)
      implements BuildResult {
    public Built {
      words = Map.copyOf(words);
      shards = List.copyOf(shards);
      orderKeyQuantiles = List.copyOf(orderKeyQuantiles);
      presentQuantiles = List.copyOf(presentQuantiles);
    }

    @Override
    public Map<String, Double> evaluation() {
      return manifest.evaluation();
    }
  }

  /**
   * No model; the present one stays.
   *
   * @param reason which figure failed by how much, or what is missing, for people
   */
  record Refused(String reason, Map<String, Double> evaluation) implements BuildResult {
    public Refused {
      evaluation = Map.copyOf(evaluation);
    }
  }
}
