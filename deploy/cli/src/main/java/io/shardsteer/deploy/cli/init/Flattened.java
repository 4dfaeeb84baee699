package io.shardsteer.deploy.cli.init;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardsteer.common.config.FieldPath;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A record's scalar fields by their paths. */
final class Flattened {
  private static final int DEEPEST = 10;
  private static final int LONGEST_NAME = 100;

  private Flattened() {}

  /**
   * @param skipped gets the paths of lists and of names that no path can name
   */
  static Map<String, JsonNode> of(JsonNode record, Set<String> skipped) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    add(record, "", 0, fields, skipped);
    return fields;
  }

  private static void add(
      JsonNode node, String path, int depth, Map<String, JsonNode> into, Set<String> skipped) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              member -> {
                String name = member.getKey();
                String step = path.isEmpty() ? "" : path + ".";
                if (name.isEmpty()
                    || name.length() > LONGEST_NAME
                    || depth == DEEPEST
                    || name.chars().anyMatch(Character::isISOControl)) {
                  skipped.add(path.isEmpty() ? "a field without a usable name" : path + ".…");
                } else {
                  add(member.getValue(), step + FieldPath.step(name), depth + 1, into, skipped);
                }
              });
    } else if (node.isArray() || node.isBinary()) {
      skipped.add(path);
    } else {
      into.put(path, node);
    }
  }
}
