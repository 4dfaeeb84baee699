package io.shardsteer.common.steering;

/**
 * The routing topic does not hold every revision, so that nobody can say where records are. Whoever
 * reads it stops: to go on would be to place records, or look for them, in wrong shards.
 */
public final class BrokenHistoryException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public BrokenHistoryException(String message) {
    super(message);
  }

  static BrokenHistoryException shortened(long newest, long used) {
    return new BrokenHistoryException(
        """
        The routing topic ends with revision %d, but routers have reported revision %d: tables are lost.
        Restore the topic from a backup. If there is none, stop routers and controller, deploy the \
        pipeline under another name and publish the records to its input topic once more."""
            .formatted(newest, used));
  }

  static BrokenHistoryException gap(long newest, long found) {
    return new BrokenHistoryException(
        """
        The routing topic goes on with revision %d after revision %d: revisions in between are lost.
        Restore the topic from a backup. If there is none, stop routers and controller, deploy the \
        pipeline under another name and publish the records to its input topic once more."""
            .formatted(found, newest));
  }
}
