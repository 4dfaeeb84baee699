package io.shardsteer.common.change;

import io.shardsteer.common.change.KeyRule.Part;
import io.shardsteer.common.config.PipelineConfig;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The configuration that a function runs with, from its start until another one is pushed.
 * Thread-safe.
 */
public final class RunningConfig {
  private final Part part;
  private volatile PipelineConfig current;

  /**
   * @param part whose configuration it is
   */
  public RunningConfig(Part part, PipelineConfig current) {
    this.part = part;
    this.current = current;
  }

  public PipelineConfig current() {
    return current;
  }

  /**
   * Goes over to another configuration.
   *
   * @return what that changes for the part, for people
   * @throws IllegalArgumentException if it cannot; the message says why and the remedy
   */
  public synchronized String take(PipelineConfig next) {
    ConfigChanges changes = ConfigChanges.between(current, next);
    changes
        .obstacle()
        .ifPresent(
            obstacle -> {
              throw new IllegalArgumentException(obstacle);
            });
    current = next;
    List<String> keys =
        changes.all().stream()
            .filter(change -> isOf(change.rule().parts()))
            .map(KeyChange::key)
            .toList();
    return keys.isEmpty()
        ? "nothing changes for it"
        : keys.stream().collect(Collectors.joining(", ", "goes by the new ", ""));
  }

  private boolean isOf(Set<Part> parts) {
    return parts.contains(part);
  }
}
