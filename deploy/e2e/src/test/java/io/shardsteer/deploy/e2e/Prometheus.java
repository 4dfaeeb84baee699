package io.shardsteer.deploy.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardsteer.deploy.stack.Installation;
import io.shardsteer.deploy.stack.ProcessGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/**
 * A Prometheus server that scrapes a console by the shipped configuration and goes by the shipped
 * alert rules, both with seconds where operators have minutes.
 */
final class Prometheus implements AutoCloseable {
  private static final Path SHIPPED = Installation.find().shipped("monitoring");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final ProcessGroup process;
  private final URI server;

  private Prometheus(ProcessGroup process, URI server) {
    this.process = process;
    this.server = server;
  }

  /** Whether there is one on this machine. */
  static boolean isInstalled() {
    return List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "prometheus")));
  }

  /**
   * @param folder its files
   * @param console host and port of what is scraped
   */
  static Prometheus start(Path folder, String console) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("prometheus.yml"),
        Files.readString(SHIPPED.resolve("prometheus.yml"))
            .replace("127.0.0.1:8088", console)
            .replaceAll("(scrape|evaluation)_interval: \\d+s", "$1_interval: 1s"));
    Files.writeString(folder.resolve("alerts.yml"), inSeconds(rules()));
    int port = freePort();
    ProcessGroup process =
        ProcessGroup.start(
            new ProcessGroup.Launch(
                "prometheus",
                List.of(
                    "prometheus",
                    "--config.file=" + folder.resolve("prometheus.yml"),
                    "--storage.tsdb.path=" + folder.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + port),
                Map.of(),
                folder),
            ProcessGroup.Life.OWNED);
    return new Prometheus(process, URI.create("http://127.0.0.1:" + port));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String rules() throws IOException {
    return Files.readString(SHIPPED.resolve("alerts.yml"));
  }

  /** The same rules, which fire at once and look back at seconds. */
  private static String inSeconds(String rules) {
    return rules
        .replaceAll("for: \\d+[mhd]", "for: 0s")
        .replaceAll("\\[\\d+m]", "[20s]")
        .replace("shardsteer_lag_seconds > 60", "shardsteer_lag_seconds > 5");
  }

  /** What an expression gives now. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .path("data")
        .path("result");
  }

  /** Names of the rules that fire. */
  Set<String> alerts() throws IOException, InterruptedException {
    Set<String> firing = new TreeSet<>();
    for (JsonNode alert : get("/api/v1/alerts").path("data").path("alerts")) {
      if (alert.path("state").asText().equals("firing")) {
        firing.add(alert.path("labels").path("alertname").asText());
      }
    }
    return firing;
  }

  /** Waits until a rule fires. */
  void awaitAlert(String name) {
    Awaitility.await("alert " + name)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> alerts().contains(name));
  }

  /** Waits until a rule no longer fires. */
  void awaitEndOf(String name) {
    Awaitility.await("end of alert " + name)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> !alerts().contains(name));
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("Prometheus answers %s: %s".formatted(path, answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    process.kill();
  }
}
