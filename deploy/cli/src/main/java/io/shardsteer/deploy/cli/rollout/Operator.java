package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.message.ControllerCommand.Origin;
import java.util.UUID;

/** Who sits at the command line. */
public final class Operator {
  private Operator() {}

  /**
   * Something that this operator wants now.
   *
   * @param reason why; may be empty
   */
  public static Origin wants(String reason) {
    return wants(System.getProperty("user.name", "unknown"), reason);
  }

  /**
   * Something that somebody else wants now.
   *
   * @param who a login
   * @param reason why; may be empty
   */
  public static Origin wants(String who, String reason) {
    return new Origin(UUID.randomUUID().toString(), who, reason, System.currentTimeMillis());
  }
}
