package io.shardsteer.deploy.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.shardsteer.deploy.console.Access.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page, the HTTP API and the metrics. Lets in by {@link Access}; refuses requests that
 * another site's page makes a browser send.
 */
final class ConsoleServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);

  /** No page of another site can send this header. */
  static final String OWN_HEADER = "X-Shardsteer-Console";

  private static final int THREADS = 8;
  private static final int BACKLOG = 64;
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  /** Path, resource and type of each part of the page. */
  private record Asset(String resource, String type) {}

  private static final Map<String, Asset> ASSETS =
      Map.of(
          "/",
          new Asset("page/index.html", "text/html; charset=utf-8"),
          "/console.js",
          new Asset("page/console.js", "text/javascript; charset=utf-8"),
          "/charts.js",
          new Asset("page/charts.js", "text/javascript; charset=utf-8"),
          "/console.css",
          new Asset("page/console.css", "text/css; charset=utf-8"),
          "/icon.svg",
          new Asset("page/icon.svg", "image/svg+xml"),
          "/uplot.js",
          new Asset(UPLOT + "uPlot.iife.min.js", "text/javascript; charset=utf-8"),
          "/uplot.css",
          new Asset(UPLOT + "uPlot.min.css", "text/css; charset=utf-8"),
          Api.ROOT + "openapi.json",
          new Asset("openapi.json", "application/json"));

  private final HttpServer server;
  private final ExecutorService threads;
  private final Access access;
  private final Api api;
  private final ConsoleMetrics metrics;
  private final boolean secure;

  private ConsoleServer(
      HttpServer server, Access access, Api api, ConsoleMetrics metrics, boolean secure) {
    this.server = server;
    this.access = access;
    this.api = api;
    this.metrics = metrics;
    this.secure = secure;
    threads = Executors.newFixedThreadPool(THREADS, ConsoleServer::thread);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "console-http");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Begins to serve.
   *
   * @param tls certificate and key; empty: plain HTTP
   * @throws IllegalArgumentException if others than this machine could use it without a token
   * @throws IOException if it cannot listen there
   */
  static ConsoleServer start(
      InetSocketAddress address,
      Access access,
      Optional<SSLContext> tls,
      Map<String, ConsolePipeline> pipelines,
      Questions questions,
      Configurations configurations,
      Clock clock)
      throws IOException {
    if (access.isOpen() && !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "%s can be reached from other machines, and there is no token.\nGive --operator-token-file, or leave --listen at 127.0.0.1."
              .formatted(address.getHostString()));
    }
    HttpServer http;
    if (tls.isPresent()) {
      HttpsServer https = HttpsServer.create(address, BACKLOG);
      https.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
      http = https;
    } else {
      http = HttpServer.create(address, BACKLOG);
    }
    var server =
        new ConsoleServer(
            http,
            access,
            new Api(pipelines, questions, configurations, clock),
            new ConsoleMetrics(pipelines, clock),
            tls.isPresent());
    http.start();
    return server;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void serve(HttpExchange http) throws IOException {
    Exchange exchange = new Exchange(http);
    try {
      addSecurityHeaders(exchange);
      requireKnownHost(exchange);
      dispatch(exchange);
    } catch (BadRequestException e) {
      exchange.answerProblem(e.status(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("A request failed path={}", exchange.path(), e);
      exchange.answerProblem(500, "The console failed; its log says why.");
    } finally {
      http.close();
    }
  }

  private void dispatch(Exchange exchange) throws IOException {
    String path = exchange.path();
    Asset asset = ASSETS.get(path);
    if (asset != null) {
      exchange.answer(200, asset.type(), resource(asset.resource()));
    } else if (path.equals("/healthz")) {
      exchange.answer(200, "text/plain; charset=utf-8", new byte[] {'o', 'k', '\n'});
    } else if (path.equals(Api.ROOT + "session")) {
      session(exchange);
    } else if (path.equals("/metrics")) {
      requireRole(exchange);
      exchange.answer(200, ConsoleMetrics.CONTENT_TYPE, metrics.text());
    } else if (path.startsWith(Api.ROOT)) {
      Role role = requireRole(exchange);
      requireOwnPage(exchange);
      api.serve(exchange, role);
    } else {
      throw new BadRequestException(404, "There is nothing here.");
    }
  }

  private static void addSecurityHeaders(Exchange exchange) {
    exchange.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("Referrer-Policy", "no-referrer");
    exchange.setHeader("Cache-Control", "no-store");
  }

  /** Without a token, a name that leads here could make another site's page an operator. */
  private void requireKnownHost(Exchange exchange) {
    if (!access.isOpen()) {
      return;
    }
    String host = exchange.header("Host").orElse("");
    String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    if (!Set.of("localhost", "127.0.0.1", "[::1]").contains(name)) {
      throw new BadRequestException(
          421, "Use http://localhost: without tokens no other name is served.");
    }
  }

  private Role requireRole(Exchange exchange) {
    String token = exchange.token();
    Optional<Role> role =
        token.isEmpty() ? access.roleOfSession(exchange.session()) : access.roleOf(token);
    return role.orElseThrow(
        () -> {
          exchange.setHeader("WWW-Authenticate", "Bearer");
          return new BadRequestException(401, "A token is needed: Authorization: Bearer ...");
        });
  }

  /** A browser sends cookies, and reaches loopback, for any site's page. */
  private static void requireOwnPage(Exchange exchange) {
    if (!exchange.method().equals("POST")) {
      return;
    }
    String type = exchange.header("Content-Type").orElse("");
    if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new BadRequestException(415, "The body must be application/json.");
    }
    if (exchange.header(OWN_HEADER).isEmpty()) {
      throw new BadRequestException(403, "The header %s is missing.".formatted(OWN_HEADER));
    }
    Optional<String> origin = exchange.header("Origin");
    if (origin.isPresent() && !isOwn(origin.get(), exchange.header("Host").orElse(""))) {
      throw new BadRequestException(403, "The request comes from another site's page.");
    }
  }

  private static boolean isOwn(String origin, String host) {
    try {
      return host.equals(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void session(Exchange exchange) throws IOException {
    if (!exchange.method().equals("POST")) {
      throw new BadRequestException(405, "Use POST.");
    }
    requireOwnPage(exchange);
    String token = exchange.body().path("token").asText("");
    Role role =
        access
            .roleOf(token)
            .orElseThrow(() -> new BadRequestException(401, "The token is not known."));
    exchange.setHeader(
        "Set-Cookie",
        "%s=%s; HttpOnly; SameSite=Strict; Path=/%s"
            .formatted(Exchange.COOKIE, Access.sessionOf(token), secure ? "; Secure" : ""));
    exchange.answer(
        200,
        PipelineJson.MAPPER.createObjectNode().put("role", role.name().toLowerCase(Locale.ROOT)));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ConsoleServer.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The console was built without " + name);
      }
      return in.readAllBytes();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
