package io.shardsteer.trainer.publish;

import io.shardsteer.common.message.AskedShape;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What readers have reported of their questions. */
@FunctionalInterface
public interface AskedWindow {
  /** Nobody has asked anything. */
  AskedWindow NOTHING = (window, nowMillis) -> List.of();

  /**
   * What was asked, by shape.
   *
   * @param window how far back
   * @throws IOException if it cannot be read now
   */
  List<AskedShape> within(Duration window, long nowMillis) throws IOException;
}
