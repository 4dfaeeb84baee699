package io.shardsteer.trainer.training;

import hex.Model;
import hex.word2vec.Word2Vec;
import hex.word2vec.Word2VecModel;
import io.shardsteer.common.config.ModelConfig;
import io.shardsteer.common.feature.FeatureColumn;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import water.DKVManager;
import water.Key;
import water.Scope;
import water.exceptions.H2OModelBuilderIllegalArgumentException;
import water.fvec.Frame;

/**
 * Trains regression models of the position with H2O, inside this process and without any network.
 *
 * <p>Thread-safe: trainings of one process run one after the other. Nothing of a training stays in
 * H2O's memory afterwards. Seeded: the same rows, configuration and number of cores give the same
 * model.
 */
public final class H2oTrainer {
  /** H2O's memory and job queue are static, so this guards every instance. */
  private static final ReentrantLock LOCK = new ReentrantLock();

  private static final Key<?>[] NOTHING = {};

  private final Duration maxRuntime;

  private H2oTrainer(Duration maxRuntime) {
    this.maxRuntime = maxRuntime;
  }

  /**
   * Starts H2O in this process unless it runs, about a second.
   *
   * @param maxRuntime a training that takes longer stops with what it has; the hyper-parameter
   *     {@code max_runtime_secs} overrules it
   * @throws IllegalStateException if H2O cannot start, with the remedy
   */
  public static H2oTrainer start(Duration maxRuntime) {
    H2oNode.start();
    return new H2oTrainer(maxRuntime);
  }

  /** What is wrong with the hyper-parameters, one problem each; empty where nothing is. */
  public static List<String> problems(ModelConfig config) {
    Algorithm algorithm = Algorithm.of(config.type());
    return algorithm.apply(config.hyperParameters(), algorithm.defaults());
  }

  /**
   * Trains one model.
   *
   * @param columns the columns of a row, names all different
   * @param rows feature rows, [n][columns]; NaN is missing, infinities count as missing, a
   *     categorical value is an index into the column's levels and counts as missing outside
   * @param labels n positions
   * @param weights n positive weights in any unit; only their ratios matter
   * @throws TrainingException if no model can come of this, naming why
   */
  public TrainedModel train(
      List<FeatureColumn> columns,
      double[][] rows,
      double[] labels,
      double[] weights,
      ModelConfig config) {
    LOCK.lock();
    Scope.enter();
    try {
      Frame frame = TrainingFrame.of(columns, rows, labels, weights);
      Algorithm algorithm = Algorithm.of(config.type());
      Model.Parameters parameters = algorithm.parameters(config, maxRuntime);
      parameters._train = frame._key;
      parameters._response_column = TrainingFrame.LABEL;
      parameters._weights_column = TrainingFrame.WEIGHT;
      Model<?, ?, ?> model = algorithm.builder(parameters).trainModel().get();
      return new TrainedModel(mojo(model), predictions(model, frame));
    } catch (H2OModelBuilderIllegalArgumentException e) {
      throw new TrainingException(
          "H2O refuses to train %s: %s".formatted(config.type(), e.getMessage()), e);
    } finally {
      Scope.exit();
      DKVManager.retain(NOTHING);
      LOCK.unlock();
    }
  }

  /**
   * Learns word vectors from texts with Word2Vec. H2O takes its seed from the clock: two trainings
   * give two spaces, and what was learned has to travel with the model that uses it.
   *
   * @param texts words, text by text; at least two different ones
   * @param dimensions coordinates of a vector
   * @param epochs how often the texts are gone through
   * @return the MOJO
   * @throws TrainingException if no vectors can come of this, naming why
   */
  public byte[] trainWords(List<List<String>> texts, int dimensions, int epochs) {
    LOCK.lock();
    Scope.enter();
    try {
      var parameters = new Word2VecModel.Word2VecParameters();
      parameters._train = TextFrame.of(texts)._key;
      parameters._vec_size = dimensions;
      parameters._epochs = epochs;
      parameters._min_word_freq = 1;
      return mojo(new Word2Vec(parameters).trainModel().get());
    } catch (H2OModelBuilderIllegalArgumentException e) {
      throw new TrainingException("H2O refuses to learn words: " + e.getMessage(), e);
    } finally {
      Scope.exit();
      DKVManager.retain(NOTHING);
      LOCK.unlock();
    }
  }

  private static byte[] mojo(Model<?, ?, ?> model) {
    var bytes = new ByteArrayOutputStream();
    model.getMojo().writeTo(bytes);
    return bytes.toByteArray();
  }

  private static double[] predictions(Model<?, ?, ?> model, Frame frame) {
    Frame scored = Scope.track(model.score(frame));
    var vec = scored.vec(0);
    double[] predictions = new double[Math.toIntExact(vec.length())];
    for (int i = 0; i < predictions.length; i++) {
      predictions[i] = vec.at(i);
    }
    return predictions;
  }
}
