package io.shardsteer.deploy.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.deploy.console.Access.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The HTTP API below {@code /api/v1/}, for whoever has been let in. Thread-safe. */
final class Api {
  static final String ROOT = "/api/v1/";
  private static final int MOST_DECISIONS = 2_000;
  private static final int MOST_TEXT = 1_000;
  private static final Set<String> CONFIGURATIONS = Set.of("plan", "push-config", "shadow");

  private final Map<String, ConsolePipeline> pipelines;
  private final Questions questions;
  private final Configurations configurations;
  private final Clock clock;

  /**
   * @param pipelines by name
   */
  Api(
      Map<String, ConsolePipeline> pipelines,
      Questions questions,
      Configurations configurations,
      Clock clock) {
    this.pipelines = pipelines;
    this.questions = questions;
    this.configurations = configurations;
    this.clock = clock;
  }

  void serve(Exchange exchange, Role role) throws IOException {
    String[] path = exchange.path().substring(ROOT.length()).split("/", -1);
    boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
    if (path.length == 1 && path[0].equals("me") && reads) {
      exchange.answer(
          200,
          PipelineJson.MAPPER
              .createObjectNode()
              .put("role", role.name().toLowerCase(java.util.Locale.ROOT)));
    } else if (path[0].equals("pipelines") && path.length == 1 && reads) {
      ArrayNode all = PipelineJson.MAPPER.createArrayNode();
      pipelines.values().forEach(it -> all.add(PipelineJson.summary(it.history())));
      exchange.answer(200, all);
    } else if (path[0].equals("pipelines") && path.length >= 2) {
      ConsolePipeline pipeline = pipelines.get(path[1]);
      if (pipeline == null) {
        throw new BadRequestException(404, "There is no such pipeline.");
      }
      pipeline
          .history()
          .ended()
          .ifPresent(
              why -> {
                throw new BadRequestException(503, why);
              });
      if (reads) {
        exchange.answer(200, read(exchange, pipeline.history(), path, role));
      } else if (exchange.method().equals("POST")) {
        post(exchange, pipeline, path, role);
      } else {
        throw new BadRequestException(405, "Use GET or POST.");
      }
    } else {
      throw new BadRequestException(404, "There is no such resource; see /api/v1/openapi.json");
    }
  }

  private static JsonNode read(
      Exchange exchange, PipelineHistory history, String[] path, Role role) {
    if (path.length == 2) {
      return PipelineJson.detail(history);
    }
    if (path.length > 3) {
      throw new BadRequestException(404, "There is no such resource; see /api/v1/openapi.json");
    }
    return switch (path[2]) {
      case "series" -> PipelineJson.series(history);
      case "order" -> PipelineJson.order(history);
      case "places" -> PipelineJson.places(history);
      case "rejects" -> PipelineJson.rejects(history, role == Role.OPERATOR);
      case "decisions" -> {
        Map<String, String> query = exchange.query();
        yield PipelineJson.decisions(
            history,
            number(query, "since", 0),
            query.getOrDefault("kind", ""),
            (int) Math.min(MOST_DECISIONS, number(query, "limit", 200)));
      }
      default ->
          throw new BadRequestException(404, "There is no such resource; see /api/v1/openapi.json");
    };
  }

  private static long number(Map<String, String> query, String name, long otherwise) {
    String text = query.get(name);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new BadRequestException(400, "%s must be a whole number.".formatted(name));
    }
  }

  private void post(Exchange exchange, ConsolePipeline pipeline, String[] path, Role role)
      throws IOException {
    if (path.length == 3 && path[2].equals("explain")) {
      explain(exchange, pipeline);
      return;
    }
    boolean isCommand = path.length == 4 && path[2].equals("commands");
    boolean isConfiguration = path.length == 3 && CONFIGURATIONS.contains(path[2]);
    if (!isCommand && !isConfiguration) {
      throw new BadRequestException(404, "There is no such resource; see /api/v1/openapi.json");
    }
    if (role != Role.OPERATOR) {
      throw new BadRequestException(403, "Viewers send no commands.");
    }
    if (isCommand) {
      send(exchange, pipeline, command(path[3], exchange.body()));
    } else {
      exchange.answer(200, configure(path[2], pipeline.history().config(), exchange.body()));
    }
  }

  private JsonNode configure(String what, PipelineConfig pipeline, JsonNode body) {
    String yaml = body.path("file").asText("");
    try {
      return switch (what) {
        case "plan" -> configurations.plan(pipeline, yaml);
        case "shadow" -> configurations.shadow(pipeline, yaml);
        default -> configurations.push(pipeline, yaml, who(body), text(body, "reason"));
      };
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(400, String.valueOf(e.getMessage()));
    }
  }

  private static String who(JsonNode body) {
    String who = text(body, "who");
    return who.isEmpty() ? "console" : who;
  }

  private void explain(Exchange exchange, ConsolePipeline pipeline) throws IOException {
    String predicate = text(exchange.body(), "predicate");
    try {
      List<String> lines = questions.explain(pipeline.history().config(), predicate);
      ObjectNode json = PipelineJson.MAPPER.createObjectNode();
      lines.forEach(json.putArray("lines")::add);
      exchange.answer(200, json);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(400, String.valueOf(e.getMessage()));
    }
  }

  private ControllerCommand command(String name, JsonNode body) {
    var origin =
        new ControllerCommand.Origin(
            UUID.randomUUID().toString(), who(body), text(body, "reason"), clock.millis());
    boolean rebalancing = body.path("rebalancing").asBoolean(true);
    boolean models = body.path("models").asBoolean(true);
    return switch (name) {
      case "pause" -> new ControllerCommand.Pause(origin, rebalancing, models);
      case "resume" -> new ControllerCommand.Resume(origin, rebalancing, models);
      case "approve" -> new ControllerCommand.Approve(origin, text(body, "candidate"));
      case "reject" -> new ControllerCommand.Reject(origin, text(body, "candidate"));
      case "retrain" -> new ControllerCommand.Retrain(origin);
      case "rollback" ->
          new ControllerCommand.Rollback(origin, target(body), body.path("number").asLong(0));
      default -> throw new BadRequestException(404, "There is no such command.");
    };
  }

  private static ControllerCommand.Rollback.Target target(JsonNode body) {
    return switch (text(body, "to")) {
      case "model" -> ControllerCommand.Rollback.Target.MODEL;
      case "revision" -> ControllerCommand.Rollback.Target.REVISION;
      case "hash" -> ControllerCommand.Rollback.Target.HASH;
      default -> throw new BadRequestException(400, "to must be model, revision or hash.");
    };
  }

  private static String text(JsonNode body, String name) {
    String text = body.path(name).asText("");
    if (text.length() > MOST_TEXT) {
      throw new BadRequestException(
          400, "%s has at most %d characters.".formatted(name, MOST_TEXT));
    }
    return text;
  }

  private static void send(Exchange exchange, ConsolePipeline pipeline, ControllerCommand command)
      throws IOException {
    Optional<CommandAnswer> answer;
    try {
      answer = pipeline.commands().send(command);
    } catch (UncheckedIOException e) {
      throw new BadRequestException(
          503, "The command could not be sent: %s".formatted(PulsarFailures.reason(e)));
    }
    ObjectNode json = PipelineJson.MAPPER.createObjectNode();
    json.put("commandId", command.origin().id());
    json.put("answered", answer.isPresent());
    json.put("accepted", answer.map(CommandAnswer::accepted).orElse(false));
    json.put(
        "message",
        answer
            .map(CommandAnswer::message)
            .orElse("Sent. The controller has not answered yet; the command waits for it."));
    exchange.answer(answer.isPresent() ? 200 : 202, json);
  }
}
