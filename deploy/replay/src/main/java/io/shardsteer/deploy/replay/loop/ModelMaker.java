package io.shardsteer.deploy.replay.loop;

import io.shardsteer.common.locate.Locator;
import io.shardsteer.common.message.RetrainRequest;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.message.TrainingOutcome;
import io.shardsteer.common.routing.RoutedModel;
import java.util.List;
import java.util.Optional;

/** The trainer as the loop sees it. */
public interface ModelMaker {
  /**
   * What became of a request.
   *
   * @param outcome what the trainer tells the controller
   * @param model the model of a candidate; empty where the trainer refused
   * @param order the same as readers know it; empty where they cannot bound it
   */
  record Made(
      TrainingOutcome outcome, Optional<RoutedModel> model, Optional<Locator.Order> order) {}

  /**
   * Trains and evaluates.
   *
   * @param samples those that have arrived, oldest first
   */
  Made make(RetrainRequest request, List<Sample> samples);
}
