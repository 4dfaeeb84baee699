package io.shardsteer.deploy.stack.containers;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What Pulsar's container runs: settings into their files, then standalone. */
final class PulsarScript {
  private static final String WORKER_FILE = "conf/functions_worker.yml";

  private PulsarScript() {}

  /** Settings of {@code standalone.conf}, as the image's own script takes them. */
  static Map<String, String> environment() {
    return Map.ofEntries(
        broker("enablePackagesManagement", "true"),
        broker("STORAGE_PATH", "/tmp/packages"),
        broker("systemTopicEnabled", "true"),
        broker("topicLevelPoliciesEnabled", "true"),
        broker(
            "brokerEntryMetadataInterceptors",
            "org.apache.pulsar.common.intercept.AppendBrokerTimestampMetadataInterceptor"),
        broker("exposingBrokerEntryMetadataToClientEnabled", "true"),
        broker("managedLedgerCacheSizeMB", "128"),
        broker("dbStorage_writeCacheMaxSizeMb", "64"),
        broker("dbStorage_readAheadCacheMaxSizeMb", "64"),
        broker("journalSyncData", "false"),
        Map.entry("PULSAR_MEM", "-Xms1g -Xmx1g -XX:MaxDirectMemorySize=1g"));
  }

  private static Map.Entry<String, String> broker(String key, String value) {
    return Map.entry("PULSAR_PREFIX_" + key, value);
  }

  /**
   * The image has no script for the function worker's settings that all versions share. The last
   * line of {@code standalone.conf} may lack its end, and settings are appended to it.
   */
  static String text() {
    Map<String, String> worker =
        new TreeMap<>(
            Map.of(
                "functionsWorkerEnablePackageManagement", "true",
                "exposeAdminClientEnabled", "true",
                "instanceLivenessCheckFreqMs", "3000"));
    String removed =
        worker.keySet().stream()
            .map(key -> "-e '/^%s:/d'".formatted(key))
            .collect(Collectors.joining(" "));
    String added =
        worker.entrySet().stream()
            .map(setting -> setting.getKey() + ": " + setting.getValue() + "\\n")
            .collect(Collectors.joining());
    return """
        cd /pulsar &&
        sed -i %s %s &&
        printf '\\n%s' >> %s &&
        echo >> conf/standalone.conf &&
        bin/apply-config-from-env.py conf/standalone.conf &&
        exec bin/pulsar standalone -nss
        """
        .formatted(removed, WORKER_FILE, added, WORKER_FILE);
  }
}
