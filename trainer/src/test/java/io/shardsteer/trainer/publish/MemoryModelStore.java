package io.shardsteer.trainer.publish;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A store in memory that can be away for a number of calls. */
final class MemoryModelStore implements ModelStore {
  final Map<String, byte[]> packages = new HashMap<>();
  int puts;
  int failuresToCome;

  @Override
  public void put(String packageUrl, String description, byte[] bytes) throws IOException {
    failIfAway();
    puts++;
    packages.put(packageUrl, bytes);
  }

  @Override
  public Optional<byte[]> fetch(String packageUrl) throws IOException {
    failIfAway();
    return Optional.ofNullable(packages.get(packageUrl));
  }

  private void failIfAway() throws IOException {
    if (failuresToCome > 0) {
      failuresToCome--;
      throw new IOException("store is away");
    }
  }
}
