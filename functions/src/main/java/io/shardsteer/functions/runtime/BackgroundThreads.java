package io.shardsteer.functions.runtime;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads beside the one that a function instance has. */
public final class BackgroundThreads {
  private BackgroundThreads() {}

  /**
   * An executor on daemon threads with the class loader of the function, which libraries ask for.
   *
   * @param name of its threads
   * @param threads how many
   */
  public static ScheduledExecutorService start(String name, int threads) {
    AtomicInteger count = new AtomicInteger();
    return Executors.newScheduledThreadPool(
        threads,
        task -> {
          Thread thread = new Thread(task, name + "-" + count.getAndIncrement());
          thread.setDaemon(true);
          thread.setContextClassLoader(BackgroundThreads.class.getClassLoader());
          return thread;
        });
  }
}
