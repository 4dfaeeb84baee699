package io.shardsteer.common.mojo;

import hex.ModelCategory;
import hex.genmodel.MojoModel;
import hex.genmodel.algos.deeplearning.DeeplearningMojoModel;
import hex.genmodel.algos.glm.GlmMojoModel;
import hex.genmodel.algos.tree.SharedTreeMojoModel;
import io.shardsteer.common.feature.FeatureColumn;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.steering.PositionModel;
import java.util.Arrays;
import java.util.List;

/** Makes position models of MOJOs. Reading starts here. */
public final class MojoModels {
  /** Most bytes that a MOJO may unpack to. */
  static final long MAX_UNPACKED_BYTES = 1L << 28;

  private MojoModels() {}

  /**
   * Loads a regression MOJO of H2O's DRF, GBM, GLM or DeepLearning. Trees become flat arrays that
   * score without allocating; the others are scored by genmodel.
   *
   * @param columns the columns of the rows that will be scored, in order; the model may use fewer
   * @throws BadModelException if it is no such MOJO or its columns or levels are others
   */
  public static PositionModel load(byte[] mojo, List<FeatureColumn> columns) {
    UnpackedMojo unpacked = UnpackedMojo.of(mojo, MAX_UNPACKED_BYTES);
    MojoModel model = unpacked.newModel();
    if (model.getModelCategory() != ModelCategory.Regression) {
      throw new BadModelException(
          "The MOJO is a %s model, but positions come from Regression."
              .formatted(model.getModelCategory()));
    }
    int[] sources = sources(model, columns);
    if (model instanceof SharedTreeMojoModel trees) {
      return FlatTrees.of(trees, sources, columns.size());
    }
    if (model instanceof GlmMojoModel || model instanceof DeeplearningMojoModel) {
      // A GLM has no other link than identity here: the trainer sets none.
      return new GenmodelPositions(
          unpacked,
          sources,
          model.getDomainValues(),
          columns.size(),
          model instanceof GlmMojoModel);
    }
    throw new BadModelException(
        "The MOJO was made by H2O's %s; drf, gbm, glm and deeplearning are known."
            .formatted(model._algoName));
  }

  /** For each of the model's columns its index in a row. H2O reorders and drops columns. */
  private static int[] sources(MojoModel model, List<FeatureColumn> columns) {
    List<String> names = columns.stream().map(FeatureColumn::name).toList();
    String[] wanted = model.getNames();
    if (model.nfeatures() < 0 || model.nfeatures() > wanted.length) {
      throw new BadModelException(
          "The model counts %d features, but names %d columns."
              .formatted(model.nfeatures(), wanted.length));
    }
    int[] sources = new int[model.nfeatures()];
    for (int i = 0; i < sources.length; i++) {
      String name = wanted[i];
      sources[i] = names.indexOf(name);
      if (sources[i] < 0) {
        throw new BadModelException(
            "The model wants a column '%s', but the features are %s.".formatted(name, names));
      }
      List<String> levels = columns.get(sources[i]).levels();
      String[] domain = model.getDomainValues(i);
      List<String> expected = domain == null ? List.of() : Arrays.asList(domain);
      if (!levels.equals(expected)) {
        throw new BadModelException(
            "Column '%s' has the levels %s in the model and %s in the features."
                .formatted(name, shortened(expected), shortened(levels)));
      }
    }
    return sources;
  }

  private static String shortened(List<String> levels) {
    return levels.size() <= 5
        ? levels.toString()
        : "%s and %d more".formatted(levels.subList(0, 5), levels.size() - 5);
  }
}
