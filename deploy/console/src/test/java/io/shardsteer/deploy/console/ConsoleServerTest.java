package io.shardsteer.deploy.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleServerTest {
  private static final String OPERATOR = "operator-token-0123456789";
  private static final String VIEWER = "viewer-token-0123456789";
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochMilli(1_800_000_000_000L), ZoneOffset.UTC);

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<ControllerCommand> sent = new ArrayList<>();
  private final List<ConsoleServer> servers = new ArrayList<>();
  private final PipelineHistory history =
      new SteeredStream("bikes", 4, CLOCK.millis() - 400_000, 7).run(60).withEverything().history();

  @AfterEach
  void stop() {
    servers.forEach(ConsoleServer::close);
  }

  private ConsoleServer start(Access access) throws IOException {
    var server =
        ConsoleServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            access,
            Optional.empty(),
            Map.of("bikes", new ConsolePipeline(history, this::answer)),
            (config, predicate) -> {
              if (predicate.isEmpty()) {
                throw new IllegalArgumentException("A predicate is missing.");
              }
              return List.of("1 of 4 shards: 2", predicate);
            },
            new EchoedConfigurations(),
            CLOCK);
    servers.add(server);
    return server;
  }

  private Optional<CommandAnswer> answer(ControllerCommand command) {
    sent.add(command);
    return Optional.of(new CommandAnswer(command.origin().id(), true, "Done."));
  }

  private static HttpRequest.Builder to(ConsoleServer server, String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder command(ConsoleServer server, String name, String body) {
    return to(server, "/api/v1/pipelines/bikes/commands/" + name)
        .header("Content-Type", "application/json")
        .header(ConsoleServer.OWN_HEADER, "test")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private JsonNode json(ConsoleServer server, String path) throws Exception {
    HttpResponse<String> response = send(to(server, path));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return PipelineJson.MAPPER.readTree(response.body());
  }

  @Test
  void showsWhatThePartsHaveTold() throws Exception {
    ConsoleServer server = start(Access.open());
    JsonNode detail = json(server, "/api/v1/pipelines/bikes");
    assertThat(detail.path("records").asLong()).isEqualTo(120_000);
    assertThat(detail.path("shards")).hasSize(4);
    assertThat(detail.path("recordsPerSecond").asDouble()).isCloseTo(400, within(1e-9));
    assertThat(detail.path("modelVersion").asInt()).isPositive();
    assertThat(detail.path("candidates").path(0).path("id").asText()).isEqualTo("c1");
    JsonNode series = json(server, "/api/v1/pipelines/bikes/series");
    assertThat(series.path("times").size()).isEqualTo(series.path("imbalance").size());
    assertThat(series.path("marks").findValuesAsText("kind")).contains("rebalanced", "adopted");
    JsonNode order = json(server, "/api/v1/pipelines/bikes/order");
    assertThat(order.path("heat").path(30)).hasSize(Frame.CELLS);
    assertThat(order.path("tables").path(0).path("splitPoints")).hasSize(3);
    assertThat(json(server, "/api/v1/pipelines/bikes/places").path("places")).isNotEmpty();
    JsonNode adopted = json(server, "/api/v1/pipelines/bikes/decisions?kind=adopted&limit=1");
    assertThat(adopted.path("decisions")).hasSize(1);
    assertThat(adopted.path("decisions").path(0).path("kind").asText()).isEqualTo("adopted");
  }

  @Test
  void sendsCommandsWithWhoAndWhy() throws Exception {
    ConsoleServer server = start(Access.open());
    var response = send(command(server, "pause", "{\"who\":\"ada\",\"reason\":\"moving day\"}"));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(sent).singleElement().isInstanceOf(ControllerCommand.Pause.class);
    assertThat(sent.get(0).origin().who()).isEqualTo("ada");
    assertThat(sent.get(0).origin().reason()).isEqualTo("moving day");
    send(command(server, "approve", "{\"candidate\":\"c1\"}"));
    assertThat(sent.get(1))
        .isInstanceOfSatisfying(
            ControllerCommand.Approve.class, it -> assertThat(it.candidate()).isEqualTo("c1"));
    assertThat(send(command(server, "rollback", "{\"to\":\"the moon\"}")).statusCode())
        .isEqualTo(400);
    assertThat(sent).hasSize(2);
  }

  @Test
  void refusesWhatAnotherSitesPageCanSend() throws Exception {
    ConsoleServer server = start(Access.open());
    String path = "/api/v1/pipelines/bikes/commands/pause";
    var body = HttpRequest.BodyPublishers.ofString("{}");
    assertThat(send(to(server, path).header("Content-Type", "text/plain").POST(body)).statusCode())
        .isEqualTo(415);
    assertThat(
            send(to(server, path).header("Content-Type", "application/json").POST(body))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            send(command(server, "pause", "{}").header("Origin", "http://evil.example"))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            send(command(server, "pause", "{}")
                    .header("Origin", "http://127.0.0.1:" + server.port()))
                .statusCode())
        .isEqualTo(200);
    assertThat(send(to(server, path).GET()).statusCode()).isEqualTo(404);
    assertThat(sent).hasSize(1);
  }

  @Test
  void servesNoOtherNameWithoutTokens() throws Exception {
    ConsoleServer server = start(Access.open());
    try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /api/v1/pipelines HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      String answer =
          new String(
              socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 421");
    }
  }

  @Test
  void letsViewersLookAndOperatorsCommand() throws Exception {
    ConsoleServer server = start(Access.byToken(OPERATOR, VIEWER));
    assertThat(send(to(server, "/api/v1/pipelines")).statusCode()).isEqualTo(401);
    assertThat(send(to(server, "/metrics")).statusCode()).isEqualTo(401);
    assertThat(send(to(server, "/metrics").header("Authorization", "Bearer wrong")).statusCode())
        .isEqualTo(401);
    assertThat(
            send(to(server, "/metrics").header("Authorization", "Bearer " + VIEWER)).statusCode())
        .isEqualTo(200);
    assertThat(
            send(command(server, "pause", "{}").header("Authorization", "Bearer " + VIEWER))
                .statusCode())
        .isEqualTo(403);
    assertThat(sent).isEmpty();
    assertThat(
            send(command(server, "pause", "{}").header("Authorization", "Bearer " + OPERATOR))
                .statusCode())
        .isEqualTo(200);
    var rejects =
        send(
            to(server, "/api/v1/pipelines/bikes/rejects")
                .header("Authorization", "Bearer " + VIEWER));
    assertThat(rejects.body()).contains("unparsable").doesNotContain("onerror");
  }

  @Test
  void givesACookieForATokenAndNeverTheTokenBack() throws Exception {
    ConsoleServer server = start(Access.byToken(OPERATOR, VIEWER));
    var login =
        send(
            to(server, "/api/v1/session")
                .header("Content-Type", "application/json")
                .header(ConsoleServer.OWN_HEADER, "test")
                .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + VIEWER + "\"}")));
    String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(VIEWER);
    var me = send(to(server, "/api/v1/me").header("Cookie", cookie.split(";", 2)[0]));
    assertThat(me.body()).contains("viewer").doesNotContain(VIEWER);
  }

  @Test
  void demandsATokenElsewhereThanOnLoopback() {
    assertThatThrownBy(
            () ->
                ConsoleServer.start(
                    new InetSocketAddress("0.0.0.0", 0),
                    Access.open(),
                    Optional.empty(),
                    Map.of(),
                    (config, predicate) -> List.of(),
                    new EchoedConfigurations(),
                    CLOCK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--operator-token-file");
    assertThatThrownBy(() -> Access.byToken("short", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void servesThePageWithoutAnythingFromElsewhere() throws Exception {
    ConsoleServer server = start(Access.open());
    for (String path :
        List.of(
            "/",
            "/console.js",
            "/charts.js",
            "/console.css",
            "/uplot.js",
            "/uplot.css",
            "/icon.svg")) {
      var response = send(to(server, path));
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'", "script-src 'self'");
      if (!path.startsWith("/uplot")) {
        assertThat(response.body().replace("http://www.w3.org/2000/svg", ""))
            .as(path)
            .doesNotContain("http://", "https://", "innerHTML", "insertAdjacentHTML", "outerHTML");
      }
    }
  }

  @Test
  void everyPathOfTheOpenApiDocumentIsServed() throws Exception {
    ConsoleServer server = start(Access.open());
    JsonNode paths = json(server, "/api/v1/openapi.json").path("paths");
    for (var path : paths.properties()) {
      String at = path.getKey().replace("{pipeline}", "bikes");
      HttpRequest.Builder request =
          path.getValue().has("get")
              ? to(server, at)
              : to(server, at)
                  .header("Content-Type", "application/json")
                  .header(ConsoleServer.OWN_HEADER, "test")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"predicate\":\"lat > 1\",\"to\":\"hash\",\"token\":\"t\",\"file\":\"pipeline: b\"}"));
      assertThat(send(request).statusCode()).as(at).isEqualTo(200);
    }
    assertThat(sent).hasSize(6);
  }

  @Test
  void saysWhatIsPinnedWhatIsHotAndWhichRowsMove() throws Exception {
    JsonNode detail = json(start(Access.open()), "/api/v1/pipelines/bikes");
    JsonNode pin = detail.path("pins").path(0);
    assertThat(pin.path("field").asText()).isEqualTo("key");
    assertThat(pin.path("values")).extracting(JsonNode::asText).containsExactly("a", "b");
    assertThat(pin.path("shard").asInt()).isEqualTo(3);
    assertThat(detail.path("hotKey").asText()).startsWith("customer ");
    assertThat(detail.path("rows").path("planned").asInt()).isEqualTo(9_000);
  }

  private static HttpRequest.Builder configuration(ConsoleServer server, String what, String body) {
    return to(server, "/api/v1/pipelines/bikes/" + what)
        .header("Content-Type", "application/json")
        .header(ConsoleServer.OWN_HEADER, "test")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  @Test
  void anOperatorPlansPushesAndScoresConfigurations() throws Exception {
    ConsoleServer server = start(Access.byToken(OPERATOR, VIEWER));
    String body = "{\"file\":\"pipeline: bikes\",\"who\":\"ann\",\"reason\":\"sale\"}";
    for (String what : List.of("plan", "push-config", "shadow")) {
      HttpResponse<String> refused =
          send(configuration(server, what, body).header("Authorization", "Bearer " + VIEWER));
      assertThat(refused.statusCode()).as(what).isEqualTo(403);
      HttpResponse<String> empty =
          send(configuration(server, what, "{}").header("Authorization", "Bearer " + OPERATOR));
      assertThat(empty.statusCode()).as(what).isEqualTo(400);
      assertThat(empty.body()).contains("The file is empty.");
    }
    HttpResponse<String> pushed =
        send(
            configuration(server, "push-config", body)
                .header("Authorization", "Bearer " + OPERATOR));
    assertThat(PipelineJson.MAPPER.readTree(pushed.body()))
        .isEqualTo(
            PipelineJson.MAPPER
                .createObjectNode()
                .put("kind", "push")
                .put("pipeline", "bikes")
                .put("file", "pipeline: bikes")
                .put("who", "ann")
                .put("reason", "sale"));
  }
}
