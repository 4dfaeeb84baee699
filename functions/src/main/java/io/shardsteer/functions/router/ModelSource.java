package io.shardsteer.functions.router;

import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.steering.ModelRef;
import java.io.IOException;

/** Where models come from. */
@FunctionalInterface
interface ModelSource {
  /**
   * Fetches a model and checks it; blocks meanwhile.
   *
   * @throws BadModelException if what is there must not route a record
   * @throws IOException if it cannot be fetched now
   */
  RoutedModel load(ModelRef model) throws IOException;
}
