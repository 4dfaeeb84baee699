package io.shardsteer.common.feature;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the trainer learned from a sample about one feature. */
sealed interface FittedParameters {
  /** An object with one member; {@link #fromJson} reads it back bit for bit. */
  ObjectNode toJson();

  /** Empty where {@link #toJson} cannot have made it. */
  static Optional<FittedParameters> fromJson(JsonNode json) {
    List<String> texts = new ArrayList<>();
    json.path("levels").forEach(level -> texts.add(level.asText()));
    if (json.path("levels").isArray()) {
      return Optional.of(new Levels(texts, json.path("complete").asBoolean(true)));
    }
    double[] box = numbers(json.path("box"));
    if (box.length == 4) {
      return Optional.of(new Box(box[0], box[1], box[2], box[3]));
    }
    double[] moments = numbers(json.path("moments"));
    if (moments.length == 2 && moments[1] > 0) {
      return Optional.of(new Moments(moments[0], moments[1]));
    }
    if (json.path("edges").isArray()) {
      List<Double> edges = new ArrayList<>();
      json.path("edges").forEach(edge -> edges.add(edge.asDouble()));
      return Optional.of(new Edges(edges));
    }
    return Optional.empty();
  }

  private static double[] numbers(JsonNode array) {
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).asDouble();
    }
    return numbers;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * Levels of a categorical feature, the most frequent first, {@code other} not among them.
   *
   * @param complete whether the sample had no further ones
   */
  record Levels(List<String> levels, boolean complete) implements FittedParameters {
    public Levels {
      levels = List.copyOf(levels);
    }

    @Override
    public ObjectNode toJson() {
      ObjectNode json = object();
      levels.forEach(json.putArray("levels")::add);
      return json.put("complete", complete);
    }
  }

  /** Degrees; holds the sample's places. */
  record Box(double south, double west, double north, double east) implements FittedParameters {
    @Override
    public ObjectNode toJson() {
      ObjectNode json = object();
      json.putArray("box").add(south).add(west).add(north).add(east);
      return json;
    }
  }

  /** Mean and standard deviation, the latter above 0. */
  record Moments(double mean, double deviation) implements FittedParameters {
    @Override
    public ObjectNode toJson() {
      ObjectNode json = object();
      json.putArray("moments").add(mean).add(deviation);
      return json;
    }
  }

  /** Ascending, each once. */
  record Edges(List<Double> edges) implements FittedParameters {
    public Edges {
      edges = List.copyOf(edges);
    }

    @Override
    public ObjectNode toJson() {
      ObjectNode json = object();
      edges.forEach(json.putArray("edges")::add);
      return json;
    }
  }

  /**
   * Vectors of words, which travel in a file of their own.
   *
   * @param vectors told apart by their checksum
   */
  record Meanings(WordVectors vectors) implements FittedParameters {
    static final String MEMBER = "words";

    @Override
    public ObjectNode toJson() {
      ObjectNode json = object();
      json.putObject(MEMBER)
          .put("checksum", vectors.checksum())
          .put("count", vectors.size())
          .put("dimensions", vectors.dimensions());
      return json;
    }

    /** True if the vectors are those that {@link #toJson} wrote of. */
    static boolean areThose(JsonNode json, WordVectors vectors) {
      JsonNode words = json.path(MEMBER);
      return vectors.checksum().equals(words.path("checksum").asText(null))
          && vectors.size() == words.path("count").asInt(-1)
          && vectors.dimensions() == words.path("dimensions").asInt(-1);
    }
  }
}
