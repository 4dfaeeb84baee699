package io.shardsteer.trainer.publish;

import java.io.IOException;
import java.util.Optional;

/** Where model packages are kept. */
public interface ModelStore {
  /**
   * Stores a package, in place of one that has the same URL.
   *
   * @param description for people who list packages
   * @throws IOException if it cannot be stored now
   */
  void put(String packageUrl, String description, byte[] bytes) throws IOException;

  /**
   * The bytes of a package; empty where there is none.
   *
   * @throws IOException if it cannot be fetched now
   */
  Optional<byte[]> fetch(String packageUrl) throws IOException;
}
