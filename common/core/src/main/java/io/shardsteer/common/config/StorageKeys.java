package io.shardsteer.common.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The section {@code storage}. */
final class StorageKeys {
  private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");
  private static final Pattern CONTACT_POINT =
      Pattern.compile("[A-Za-z0-9._-]+:\\d{1,5}|\\[[0-9a-fA-F:]+\\]:\\d{1,5}");
  private static final Pattern FILE = Pattern.compile("[^\\p{Cntrl}]{1,1000}");
  private static final Pattern DATACENTER = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
  private static final String ENTRY =
      "\\s*'[A-Za-z0-9_.-]{1,100}'\\s*:\\s*('[A-Za-z0-9_.]{1,100}'|\\d{1,3})\\s*";
  private static final Pattern REPLICATION = Pattern.compile("\\{%1$s(,%1$s)*\\}".formatted(ENTRY));

  /** CQL's consistency levels for writes. */
  private enum Consistency {
    ANY,
    ONE,
    TWO,
    THREE,
    LOCAL_ONE,
    QUORUM,
    LOCAL_QUORUM,
    EACH_QUORUM,
    ALL
  }

  /** CQL's consistency levels for reads. */
  private enum ReadConsistency {
    ONE,
    TWO,
    THREE,
    LOCAL_ONE,
    QUORUM,
    LOCAL_QUORUM,
    ALL
  }

  private StorageKeys() {}

  static StorageConfig read(ConfigSection config) {
    try (ConfigSection storage = config.section("storage")) {
      List<String> contactPoints = storage.texts("contact_points", List.of("127.0.0.1:9042"));
      if (contactPoints.isEmpty()
          || !contactPoints.stream().allMatch(point -> CONTACT_POINT.matcher(point).matches())) {
        storage.problem(
            "contact_points",
            "%s does not name nodes with their ports."
                .formatted(ConfigProblems.show(contactPoints)),
            "Write [host:9042, other:9042].");
      }
      int tables = storage.integer("tables", 0, 0, 512);
      return new StorageConfig(
          storage.flag("enabled", true),
          contactPoints,
          storage.text(
              "local_datacenter",
              "datacenter1",
              DATACENTER,
              "Use the name that nodetool status shows."),
          storage.text(
              "keyspace",
              "shardsteer",
              KEYSPACE,
              "Begin with a lower-case letter and go on with up to 47 lower-case letters, digits or underscores."),
          storage.text(
              "replication",
              "{'class': 'SimpleStrategy', 'replication_factor': 1}",
              REPLICATION,
              "Write a CQL map like {'class': 'NetworkTopologyStrategy', 'dc1': 3}, in double quotes."),
          storage.choice("consistency", Consistency.LOCAL_QUORUM).name(),
          storage.choice("read_consistency", ReadConsistency.LOCAL_QUORUM).name(),
          RowLayoutKeys.read(storage, tables),
          tls(storage),
          tables);
    }
  }

  private static TlsConfig tls(ConfigSection storage) {
    try (ConfigSection tls = storage.section("tls")) {
      boolean enabled = tls.flag("enabled", false);
      String trusted =
          tls.text(
              "trusted_certificates",
              "",
              FILE,
              "Name a PEM file, or leave the key out to trust what the Java runtime trusts.");
      boolean verified = tls.flag("hostname_verification", true);
      if (!enabled && (!trusted.isEmpty() || !verified)) {
        tls.problem(
            "enabled",
            "The other keys of this section mean nothing without it.",
            "Write enabled: true, or leave the section out.");
      }
      return new TlsConfig(enabled, trusted, verified);
    }
  }

  static void write(StorageConfig storage, Map<String, Object> to) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("enabled", storage.enabled());
    section.put("contact_points", storage.contactPoints());
    section.put("local_datacenter", storage.localDatacenter());
    section.put("keyspace", storage.keyspace());
    section.put("replication", storage.replication());
    section.put("consistency", storage.consistency().toLowerCase(Locale.ROOT));
    section.put("read_consistency", storage.readConsistency().toLowerCase(Locale.ROOT));
    section.put("tables", storage.tables());
    RowLayoutKeys.write(storage.layout(), section);
    section.put("tls", tls(storage.tls()));
    to.put("storage", section);
  }

  private static Map<String, Object> tls(TlsConfig tls) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("enabled", tls.enabled());
    section.put("trusted_certificates", tls.trustedCertificates());
    section.put("hostname_verification", tls.hostnameVerification());
    return section;
  }
}
