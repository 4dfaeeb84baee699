package io.shardsteer.common.store;

import java.util.List;

/** Tables that are there already cannot hold the rows of a layout; the message lists why. */
public final class LayoutMismatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param pipeline whose tables they are
   * @param problems one line each
   * @param remedy what to do about them
   */
  public LayoutMismatchException(String pipeline, List<String> problems, String remedy) {
    super(
        "The tables of pipeline %s do not fit the section storage:\n  %s\n%s"
            .formatted(pipeline, String.join("\n  ", problems), remedy));
  }
}
