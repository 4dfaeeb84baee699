package io.shardsteer.deploy.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One request and its answer. Used by one thread. */
final class Exchange {
  static final String COOKIE = "shardsteer_console";
  private static final int MOST_BODY = 64 << 10;

  private final HttpExchange http;

  Exchange(HttpExchange http) {
    this.http = http;
  }

  String method() {
    return http.getRequestMethod();
  }

  String path() {
    return http.getRequestURI().getPath();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(http.getRequestHeaders().getFirst(name));
  }

  /** The bearer token; empty without any. */
  String token() {
    return header("Authorization")
        .filter(it -> it.startsWith("Bearer "))
        .map(it -> it.substring("Bearer ".length()).strip())
        .orElse("");
  }

  /** The session's cookie; empty without any. */
  String session() {
    for (String pair : header("Cookie").orElse("").split(";", -1)) {
      String[] parts = pair.strip().split("=", 2);
      if (parts.length == 2 && parts[0].equals(COOKIE)) {
        return parts[1];
      }
    }
    return "";
  }

  Map<String, String> query() {
    Map<String, String> parameters = new HashMap<>();
    String raw = http.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        String[] parts = pair.split("=", 2);
        try {
          parameters.put(
              URLDecoder.decode(parts[0], UTF_8),
              parts.length == 2 ? URLDecoder.decode(parts[1], UTF_8) : "");
        } catch (IllegalArgumentException e) {
          throw new BadRequestException(400, "The query of the URL is not encoded as URLs are.");
        }
      }
    }
    return parameters;
  }

  /** The body, a JSON object. */
  JsonNode body() throws IOException {
    byte[] bytes = http.getRequestBody().readNBytes(MOST_BODY + 1);
    if (bytes.length > MOST_BODY) {
      throw new BadRequestException(413, "A body has at most %d bytes.".formatted(MOST_BODY));
    }
    try {
      JsonNode body = PipelineJson.MAPPER.readTree(bytes);
      if (body == null || !body.isObject()) {
        throw new BadRequestException(400, "The body must be a JSON object.");
      }
      return body;
    } catch (JsonProcessingException e) {
      throw new BadRequestException(400, "The body is not JSON: " + e.getOriginalMessage());
    }
  }

  void setHeader(String name, String value) {
    http.getResponseHeaders().set(name, value);
  }

  void answer(int status, String type, byte[] body) throws IOException {
    http.getResponseHeaders().set("Content-Type", type);
    boolean head = method().equals("HEAD");
    http.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      http.getResponseBody().write(body);
    }
    http.close();
  }

  void answer(int status, JsonNode json) throws IOException {
    answer(status, "application/json", PipelineJson.MAPPER.writeValueAsBytes(json));
  }

  void answerProblem(int status, String message) throws IOException {
    answer(status, PipelineJson.MAPPER.createObjectNode().put("error", message));
  }
}
