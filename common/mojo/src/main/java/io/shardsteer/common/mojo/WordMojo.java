package io.shardsteer.common.mojo;

import hex.genmodel.MojoModel;
import hex.genmodel.algos.word2vec.WordEmbeddingModel;
import io.shardsteer.common.feature.WordVectors;
import io.shardsteer.common.model.BadModelException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Word vectors from H2O's Word2Vec MOJO. */
public final class WordMojo {
  /** Where the MOJO lists its words, a line each. */
  private static final String VOCABULARY = "vocabulary";

  private static final long MAX_UNPACKED_BYTES = 1L << 26;

  private WordMojo() {}

  /**
   * Loads the vectors.
   *
   * @throws BadModelException if it is no such MOJO or holds what is no vector
   */
  public static WordVectors load(byte[] mojo) {
    UnpackedMojo unpacked = UnpackedMojo.of(mojo, MAX_UNPACKED_BYTES);
    MojoModel model = unpacked.newModel();
    if (!(model instanceof WordEmbeddingModel words)) {
      throw new BadModelException(
          "The MOJO was made by H2O's %s, but word vectors come from word2vec."
              .formatted(model._algoName));
    }
    Map<String, float[]> vectors = new LinkedHashMap<>();
    try (BufferedReader reader = unpacked.getTextFile(VOCABULARY)) {
      for (String word = reader.readLine(); word != null; word = reader.readLine()) {
        vectors.put(word, vector(words, word));
      }
    } catch (IOException e) {
      throw new BadModelException("The word vectors cannot be read: " + e.getMessage(), e);
    }
    return new WordVectors(Sha256.of(mojo), words.getVecSize(), vectors);
  }

  private static float[] vector(WordEmbeddingModel words, String word) {
    float @Nullable [] vector = words.transform0(word, new float[words.getVecSize()]);
    if (vector == null) {
      throw new BadModelException("The word vectors lack the word '%s'.".formatted(word));
    }
    for (float coordinate : vector) {
      if (!Float.isFinite(coordinate)) {
        throw new BadModelException("The vector of '%s' is not finite.".formatted(word));
      }
    }
    return vector;
  }
}
