package io.shardsteer.common.message;

import java.util.Map;

/**
 * A pipeline's new configuration, pushed by the operator to running parts; the compacted topic
 * keeps the newest.
 *
 * @param id unique; answers repeat it
 * @param config the configuration map, as in the functions' user configuration
 * @param retrain false; parts of version 0.1 ask for it, {@link ControllerCommand.Retrain} is its
 *     successor
 * @param who pushes it: a login or the operating system's user; may be empty
 * @param reason why; may be empty
 */
public record ConfigPush(
    String id, Map<String, Object> config, boolean retrain, String who, String reason)
    implements SteerMessage {
  public ConfigPush {
    config = Map.copyOf(config);
  }

  public ConfigPush(String id, Map<String, Object> config) {
    this(id, config, false, "", "");
  }
}
