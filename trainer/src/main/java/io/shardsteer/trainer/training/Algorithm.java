package io.shardsteer.trainer.training;

import hex.Model;
import hex.ModelBuilder;
import hex.deeplearning.DeepLearning;
import hex.deeplearning.DeepLearningModel.DeepLearningParameters;
import hex.glm.GLM;
import hex.glm.GLMModel.GLMParameters;
import hex.schemas.DRFV3;
import hex.schemas.DeepLearningV3;
import hex.schemas.GBMV3;
import hex.schemas.GLMV3;
import hex.tree.drf.DRF;
import hex.tree.drf.DRFModel.DRFParameters;
import hex.tree.gbm.GBM;
import hex.tree.gbm.GBMModel.GBMParameters;
import io.shardsteer.common.config.ModelConfig;
import io.shardsteer.common.config.ModelConfig.ModelType;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The H2O algorithm behind a {@code model_type}, with this project's defaults. */
enum Algorithm {
  /**
   * One deep regression tree over all columns and rows. H2O's own decision tree is binary only and
   * has no MOJO, so this is a forest of one.
   */
  DECISION_TREE {
    @Override
    Model.Parameters defaults() {
      var parameters = new DRFParameters();
      parameters._ntrees = 1;
      parameters._mtries = ALL_COLUMNS;
      parameters._sample_rate = 1;
      parameters._max_depth = 20;
      // A position follows from the features, so leaves may hold one record: no noise to smooth.
      parameters._min_rows = 1;
      parameters._nbins = 256;
      return parameters;
    }

    @Override
    String[] parameterNames() {
      return DRFV3.DRFParametersV3.fields;
    }

    @Override
    ModelBuilder<?, ?, ?> builder(Model.Parameters parameters) {
      return new DRF((DRFParameters) parameters);
    }
  },

  /** Fifty trees, each learning what those before it missed. */
  GRADIENT_BOOSTED {
    @Override
    Model.Parameters defaults() {
      var parameters = new GBMParameters();
      parameters._ntrees = 50;
      parameters._max_depth = 6;
      parameters._min_rows = 5;
      parameters._nbins = 64;
      return parameters;
    }

    @Override
    String[] parameterNames() {
      return GBMV3.GBMParametersV3.fields;
    }

    @Override
    ModelBuilder<?, ?, ?> builder(Model.Parameters parameters) {
      return new GBM((GBMParameters) parameters);
    }
  },

  /** The mean of twenty deep trees over random columns and rows. */
  RANDOM_FOREST {
    @Override
    Model.Parameters defaults() {
      var parameters = new DRFParameters();
      parameters._ntrees = 20;
      parameters._max_depth = 14;
      parameters._min_rows = 5;
      parameters._nbins = 64;
      return parameters;
    }

    @Override
    String[] parameterNames() {
      return DRFV3.DRFParametersV3.fields;
    }

    @Override
    ModelBuilder<?, ?, ?> builder(Model.Parameters parameters) {
      return new DRF((DRFParameters) parameters);
    }
  },

  /** Two hidden layers of 32 rectifiers, trained on one thread so that a seed repeats. */
  NEURAL_NETWORK {
    @Override
    Model.Parameters defaults() {
      var parameters = new DeepLearningParameters();
      parameters._hidden = new int[] {32, 32};
      parameters._epochs = 10;
      parameters._reproducible = true;
      parameters._variable_importances = false;
      return parameters;
    }

    @Override
    String[] parameterNames() {
      return DeepLearningV3.DeepLearningParametersV3.fields;
    }

    @Override
    ModelBuilder<?, ?, ?> builder(Model.Parameters parameters) {
      return new DeepLearning((DeepLearningParameters) parameters);
    }
  },

  /** Linear regression with a touch of ridge, which keeps collinear columns solvable. */
  LINEAR {
    @Override
    Model.Parameters defaults() {
      var parameters = new GLMParameters(GLMParameters.Family.gaussian);
      parameters._alpha = new double[] {0};
      parameters._lambda = new double[] {1e-5};
      return parameters;
    }

    @Override
    String[] parameterNames() {
      return GLMV3.GLMParametersV3.fields;
    }

    @Override
    ModelBuilder<?, ?, ?> builder(Model.Parameters parameters) {
      return new GLM((GLMParameters) parameters);
    }
  };

  /** H2O's {@code mtries} for: consider every column at every split. */
  private static final int ALL_COLUMNS = -2;

  static Algorithm of(ModelType type) {
    return switch (type) {
      case DECISION_TREE -> DECISION_TREE;
      case GRADIENT_BOOSTED -> GRADIENT_BOOSTED;
      case RANDOM_FOREST -> RANDOM_FOREST;
      case NEURAL_NETWORK -> NEURAL_NETWORK;
      case LINEAR -> LINEAR;
    };
  }

  /**
   * Defaults, overlaid with the configured hyper-parameters.
   *
   * @throws TrainingException naming every hyper-parameter that is unknown or unusable
   */
  Model.Parameters parameters(ModelConfig config, Duration maxRuntime) {
    Model.Parameters parameters = defaults();
    parameters._seed = config.seed();
    parameters._max_runtime_secs = maxRuntime.toMillis() / 1e3;
    parameters._check_constant_response = false;
    List<String> problems = apply(config.hyperParameters(), parameters);
    if (!problems.isEmpty()) {
      throw new TrainingException(String.join("\n", problems));
    }
    return parameters;
  }

  /** Sets hyper-parameters and returns what is wrong with those that could not be set. */
  List<String> apply(Map<String, Object> hyperParameters, Model.Parameters parameters) {
    return new HyperParameters(parameterNames()).apply(hyperParameters, parameters);
  }

  abstract Model.Parameters defaults();

  /** The names that H2O's documentation uses. */
  abstract String[] parameterNames();

  abstract ModelBuilder<?, ?, ?> builder(Model.Parameters parameters);
}
