package io.shardsteer.deploy.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pulsar standalone on the loopback address, with functions worker and package management. Function
 * instances are JVMs that it starts, so they belong to its process group.
 */
public final class PulsarServer extends LocalServer {
  private final Path distribution;
  private final Ports ports;
  private final int heapMegabytes;
  private final int directMegabytes;
  private final @Nullable StackSecurity security;
  private final HttpClient http;

  /**
   * @param broker where clients connect
   * @param web where the admin API answers
   * @param bookie of the bookie inside
   * @param unencryptedWeb of a secured server, whose functions worker is not found without it; it
   *     asks for the same logins
   */
  record Ports(int broker, int web, int bookie, int unencryptedWeb) {}

  /**
   * @param security null: everybody may do everything, unencrypted
   */
  PulsarServer(
      Path distribution,
      Path folder,
      Ports ports,
      int heapMegabytes,
      int directMegabytes,
      ProcessGroup.Life life,
      @Nullable StackSecurity security) {
    super("pulsar", folder, life, Duration.ofMinutes(3));
    this.distribution = distribution;
    this.ports = ports;
    this.heapMegabytes = heapMegabytes;
    this.directMegabytes = directMegabytes;
    this.security = security;
    this.http = http(security);
  }

  private static HttpClient http(@Nullable StackSecurity security) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(security == null ? 1 : 5));
    if (security != null) {
      builder.sslContext(security.trust());
    }
    return builder.build();
  }

  Ports ports() {
    return ports;
  }

  Path distribution() {
    return distribution;
  }

  /** Where clients connect: {@code pulsar://127.0.0.1:…}, or {@code pulsar+ssl:}. */
  public String serviceUrl() {
    return "%s://127.0.0.1:%d"
        .formatted(security == null ? "pulsar" : "pulsar+ssl", ports.broker());
  }

  /** Where the admin API answers: {@code http://127.0.0.1:…}, or {@code https:}. */
  public String adminUrl() {
    return "%s://127.0.0.1:%d".formatted(security == null ? "http" : "https", ports.web());
  }

  /** The distribution's {@code pulsar-admin}. */
  public Path adminCommand() {
    return distribution.resolve("bin/pulsar-admin");
  }

  /** Folder of the function instances' logs: {@code tenant/namespace/name/…log}. */
  public Path functionLogs() {
    return folder().resolve("logs/functions");
  }

  /** The running instances of a function. */
  public List<FunctionProcess> functionInstances(String functionName) {
    String marker = "\"name\":\"" + functionName + "\"";
    return group().stream()
        .flatMap(running -> running.children().stream())
        .filter(child -> commandLine(child).replace(" ", "").contains(marker))
        .<FunctionProcess>map(LocalFunctionProcess::new)
        .toList();
  }

  /** Makes the package store fail until {@link #bringPackagesBack()}: its folder is elsewhere. */
  public void takePackagesAway() {
    try {
      Files.move(packages(), packagesAway());
      Files.writeString(packages(), "not a folder");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends what {@link #takePackagesAway()} did. */
  public void bringPackagesBack() {
    try {
      Files.delete(packages());
      Files.move(packagesAway(), packages());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path packages() {
    return folder().resolve("packages");
  }

  private Path packagesAway() {
    return folder().resolve("packages-away");
  }

  @Override
  ProcessGroup.Launch launch() {
    Path standalone = folder().resolve("conf/standalone.conf");
    Path worker = folder().resolve("conf/functions_worker.yml");
    try {
      Files.createDirectories(folder().resolve("conf"));
      Files.createDirectories(folder().resolve("logs"));
      Map<String, String> standaloneSettings = new HashMap<>(standaloneSettings());
      Map<String, String> workerSettings = new HashMap<>(workerSettings());
      if (security != null) {
        standaloneSettings.putAll(securedStandalone(security));
        workerSettings.putAll(securedWorker(security));
      }
      write(standalone, "conf/standalone.conf", "=", standaloneSettings);
      write(worker, "conf/functions_worker.yml", ": ", workerSettings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        List.of(
            distribution.resolve("bin/pulsar").toString(),
            "standalone",
            "--config",
            standalone.toString(),
            "--functions-worker-conf",
            worker.toString(),
            "--metadata-dir",
            folder().resolve("metadata").toString(),
            "--bookkeeper-dir",
            folder().resolve("bookkeeper").toString(),
            "--bookkeeper-port",
            Integer.toString(ports.bookie()),
            "--no-stream-storage");
    Map<String, String> environment = new HashMap<>();
    environment.putAll(
        Map.of(
            "JAVA_HOME",
            Java.home().toString(),
            "PULSAR_STANDALONE_CONF",
            standalone.toString(),
            "PULSAR_LOG_DIR",
            folder().resolve("logs").toString(),
            "PULSAR_LOG_APPENDER",
            "Console",
            "PULSAR_MEM",
            "-Xms%1$dm -Xmx%1$dm -XX:MaxDirectMemorySize=%2$dm"
                .formatted(heapMegabytes, directMegabytes),
            "PULSAR_GC",
            "-XX:+UseG1GC -XX:+PerfDisableSharedMem",
            "PULSAR_GC_LOG",
            "-Xlog:gc:" + folder().resolve("logs/gc.log"),
            "PULSAR_EXTRA_OPTS",
            "-Djava.io.tmpdir=" + folder()));
    if (security != null) {
      // Function instances inherit it.
      environment.put("SHARDSTEER_CASSANDRA_USERNAME", StackSecurity.ROUTER);
      environment.put(
          "SHARDSTEER_CASSANDRA_PASSWORD", security.cassandraPassword(StackSecurity.ROUTER));
    }
    return new ProcessGroup.Launch(name(), command, environment, folder());
  }

  private Map<String, String> standaloneSettings() {
    return Map.ofEntries(
        Map.entry("brokerServicePort", Integer.toString(ports.broker())),
        Map.entry("webServicePort", Integer.toString(ports.web())),
        Map.entry("bindAddress", "127.0.0.1"),
        Map.entry("advertisedAddress", "127.0.0.1"),
        // Without this the bookie takes any port, on every address.
        Map.entry("allowEphemeralPorts", "true"),
        Map.entry("listeningInterface", loopbackInterface()),
        Map.entry("enablePackagesManagement", "true"),
        Map.entry("STORAGE_PATH", packages().toString()),
        Map.entry("functionsWorkerEnabled", "true"),
        Map.entry("systemTopicEnabled", "true"),
        Map.entry("topicLevelPoliciesEnabled", "true"),
        Map.entry("brokerDeduplicationEnabled", "false"),
        // Records carry the broker's time, whatever the publishers' clocks say.
        Map.entry(
            "brokerEntryMetadataInterceptors",
            "org.apache.pulsar.common.intercept.AppendBrokerTimestampMetadataInterceptor"),
        Map.entry("exposingBrokerEntryMetadataToClientEnabled", "true"),
        // A development machine's disk may be quite full and its clock of no interest.
        Map.entry("diskUsageThreshold", "0.99"),
        Map.entry("diskUsageWarnThreshold", "0.98"),
        Map.entry("diskUsageLwmThreshold", "0.97"),
        // Few shared cores and little memory.
        Map.entry("managedLedgerCacheSizeMB", "128"),
        Map.entry("dbStorage_writeCacheMaxSizeMb", "64"),
        Map.entry("dbStorage_readAheadCacheMaxSizeMb", "64"),
        Map.entry("dbStorage_rocksDB_blockCacheSize", "16777216"),
        Map.entry("numIOThreads", "4"),
        Map.entry("numHttpServerThreads", "8"),
        Map.entry("journalSyncData", "false"));
  }

  private Map<String, String> workerSettings() {
    return Map.of(
        "pulsarServiceUrl", serviceUrl(),
        "pulsarWebServiceUrl", adminUrl(),
        "workerHostname", "127.0.0.1",
        "workerPort", Integer.toString(ports.web()),
        "functionsWorkerEnablePackageManagement", "true",
        "exposeAdminClientEnabled", "true",
        "downloadDirectory", folder().resolve("download").toString(),
        // A killed instance is back within seconds, not half a minute.
        "instanceLivenessCheckFreqMs", "3000",
        "    logDirectory", folder().resolve("logs").toString());
  }

  private Map<String, String> securedStandalone(StackSecurity secured) {
    Map<String, String> settings = new HashMap<>(securedAlike(secured));
    settings.put("brokerServicePort", "");
    settings.put("brokerServicePortTls", Integer.toString(ports.broker()));
    settings.put("webServicePort", Integer.toString(ports.unencryptedWeb()));
    settings.put("webServicePortTls", Integer.toString(ports.web()));
    settings.put("brokerClientTlsEnabled", "true");
    settings.put("tokenSecretKey", secured.tokenKey().toUri().toString());
    return settings;
  }

  private Map<String, String> securedWorker(StackSecurity secured) {
    Map<String, String> settings = new HashMap<>(securedAlike(secured));
    // What is a list there is a list in YAML too.
    settings.computeIfPresent("authenticationProviders", (key, value) -> "[" + value + "]");
    settings.computeIfPresent("superUserRoles", (key, value) -> "[" + value + "]");
    settings.put("useTls", "true");
    settings.put("tlsEnabled", "true");
    settings.put("workerPort", Integer.toString(ports.unencryptedWeb()));
    settings.put("workerPortTls", Integer.toString(ports.web()));
    return settings;
  }

  /** What broker and functions worker are both told. */
  private static Map<String, String> securedAlike(StackSecurity secured) {
    return Map.of(
        "authenticationEnabled",
        "true",
        "authenticationProviders",
        "org.apache.pulsar.broker.authentication.AuthenticationProviderToken",
        "authorizationEnabled",
        "true",
        "superUserRoles",
        StackSecurity.SUPERUSER,
        "brokerClientAuthenticationPlugin",
        "org.apache.pulsar.client.impl.auth.AuthenticationToken",
        "brokerClientAuthenticationParameters",
        secured.superuserToken().toUri().toString(),
        "tlsCertificateFilePath",
        secured.certificate().toString(),
        "tlsKeyFilePath",
        secured.privateKey().toString(),
        "tlsTrustCertsFilePath",
        secured.certificate().toString(),
        "brokerClientTrustCertsFilePath",
        secured.certificate().toString());
  }

  private static String loopbackInterface() {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
    } catch (SocketException e) {
      throw new StackException("This machine has no loopback interface.", e);
    }
  }

  /** A file of the distribution with some settings replaced, each in its place or at the end. */
  private void write(Path to, String from, String separator, Map<String, String> settings)
      throws IOException {
    Map<String, String> left = new TreeMap<>(settings);
    StringBuilder text = new StringBuilder();
    for (String line : Files.readAllLines(distribution.resolve(from))) {
      int end = line.indexOf(separator.trim());
      String key = end < 0 ? "" : line.substring(0, end);
      String value = left.remove(key);
      text.append(value == null ? line : key + separator + value).append('\n');
    }
    left.forEach((key, value) -> text.append(key).append(separator).append(value).append('\n'));
    Files.writeString(to, text);
  }

  @Override
  boolean isReady() {
    return Stream.of(
            "/admin/v2/brokers/health",
            "/admin/v3/functions/public/default",
            "/admin/v2/namespaces/public/default")
        .allMatch(this::answers);
  }

  private boolean answers(String path) {
    return status(request(path).GET()) == 200;
  }

  /** The operator administers the tenant; the others have the rights that their names say. */
  @Override
  void prepare() {
    if (security != null) {
      post(
          "/admin/v2/tenants/public",
          "{\"adminRoles\":[\"%s\"],\"allowedClusters\":[\"standalone\"]}"
              .formatted(StackSecurity.OPERATOR));
      String rights = "/admin/v2/namespaces/public/default/permissions/";
      post(rights + StackSecurity.TRAINER, "[\"produce\",\"consume\",\"packages\"]");
      post(rights + StackSecurity.PUBLISHER, "[\"produce\"]");
    }
  }

  private void post(String path, String json) {
    int status =
        status(
            request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    if (status / 100 != 2) {
      throw new StackException("Pulsar answers %d to %s %s.".formatted(status, path, json));
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(adminUrl() + path))
            .timeout(Duration.ofSeconds(security == null ? 5 : 20));
    if (security != null) {
      builder.header("Authorization", "Bearer " + security.token(StackSecurity.SUPERUSER));
    }
    return builder;
  }

  /** 0 where nobody answers. */
  private int status(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException notYet) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while waiting for Pulsar.", e);
    }
  }

  /** The full command line; {@link ProcessHandle.Info} cuts long ones off on Linux. */
  private static String commandLine(ProcessHandle process) {
    Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    try {
      return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException notLinux) {
      return process.info().commandLine().orElse("");
    }
  }
}
