package io.shardsteer.deploy.stack;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How much memory the servers get of this machine. */
final class ServerMemory {
  private static final long LARGE_MACHINE_MEGABYTES = 15_000;

  /** Enough for tens of thousands of rows. */
  private static final int SMALL_CASSANDRA_MEGABYTES = 768;

  /** With less, a few hundred thousand rows with an index end in endless full collections. */
  private static final int LARGE_CASSANDRA_MEGABYTES = 2_048;

  private ServerMemory() {}

  /** Heap of Cassandra on this machine. */
  static int cassandraHeapMegabytes() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
        ? cassandraHeapMegabytes(machine.getTotalMemorySize() >> 20)
        : SMALL_CASSANDRA_MEGABYTES;
  }

  /**
   * @param machineMegabytes of the machine, or of the container that this JVM runs in; one that is
   *     sold with 16 GB has a little less
   */
  static int cassandraHeapMegabytes(long machineMegabytes) {
    return machineMegabytes >= LARGE_MACHINE_MEGABYTES
        ? LARGE_CASSANDRA_MEGABYTES
        : SMALL_CASSANDRA_MEGABYTES;
  }
}
