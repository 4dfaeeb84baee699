package io.shardsteer.common.model;

import io.shardsteer.common.feature.FeatureExtractor;
import io.shardsteer.common.feature.FittedFeatures;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.PositionModel;

/**
 * A model that passed every check of its package and may route records.
 *
 * @param ref which it is and where it came from
 * @param manifest what came with it
 * @param fitted the fitted parts of its features
 * @param features fills the rows that it scores
 * @param positions scores them
 */
public record LoadedModel(
    ModelRef ref,
    ModelManifest manifest,
    FittedFeatures fitted,
    FeatureExtractor features,
    PositionModel positions) {}
