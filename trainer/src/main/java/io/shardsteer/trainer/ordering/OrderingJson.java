package io.shardsteer.trainer.ordering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Orderings as JSON: the dimensions' names and the nodes, parents first, the side below before the
 * side above. A split is {@code [dimension, threshold, below first, aim]}, a cell is {@code [from,
 * to]}.
 */
public final class OrderingJson {
  private static final int MAX_DEPTH = 200;

  private OrderingJson() {}

  public static JsonNode toJson(Ordering ordering) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ordering.dimensions().forEach(json.putArray("dimensions")::add);
    write(ordering.root(), json.putArray("nodes"));
    return json;
  }

  /**
   * @throws IllegalArgumentException if {@link #toJson} cannot have made it, naming the place
   */
  public static Ordering fromJson(JsonNode json) {
    List<String> dimensions = new ArrayList<>();
    json.path("dimensions").forEach(name -> dimensions.add(name.asText()));
    var reader = new Reader(json.path("nodes"), dimensions.size());
    Node root = reader.read(0);
    if (reader.next != reader.nodes.size()) {
      throw reader.unreadable("more nodes than the tree has");
    }
    return new Ordering(dimensions, root);
  }

  private static void write(Node node, ArrayNode nodes) {
    ArrayNode json = nodes.addArray();
    if (node instanceof Node.Split split) {
      json.add(split.dimension()).add(split.threshold()).add(split.belowFirst());
      write(split.below(), nodes);
      write(split.above(), nodes);
    } else {
      json.add(node.from()).add(node.to());
    }
  }

  private static final class Reader {
    private final JsonNode nodes;
    private final int dimensions;
    private int next;

    Reader(JsonNode nodes, int dimensions) {
      this.nodes = nodes;
      this.dimensions = dimensions;
    }

    Node read(int depth) {
      JsonNode json = nodes.path(next);
      if (json.size() == 2) {
        next++;
        return new Node.Cell(json.get(0).asDouble(), json.get(1).asDouble());
      }
      int dimension = json.path(0).asInt(-1);
      if (json.size() != 3 || dimension < 0 || dimension >= dimensions || depth > MAX_DEPTH) {
        throw unreadable("no cell and no split over %d dimensions".formatted(dimensions));
      }
      next++;
      Node below = read(depth + 1);
      Node above = read(depth + 1);
      return new Node.Split(
          dimension, json.get(1).asDouble(), json.get(2).asBoolean(), below, above);
    }

    IllegalArgumentException unreadable(String what) {
      return new IllegalArgumentException(
          "An ordering cannot be read: node %d is %s.".formatted(next, what));
    }
  }
}
