package io.shardsteer.deploy.cli.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** The fields that a kind of resources may and must have, as its publisher defines them. */
final class PublishedFields {
  private static final String REQUIRED = "!";
  private static final String POD_TEMPLATE = "PodTemplate";
  private static final Pattern QUANTITY =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\\d+)?");

  private record Field(String type, boolean required, List<String> values) {
    static Field of(String[] words) {
      boolean required = words.length > 2 && words[2].equals(REQUIRED);
      String last = words[words.length - 1];
      boolean hasValues = words.length > (required ? 3 : 2);
      return new Field(words[1], required, hasValues ? List.of(last.split("\\|")) : List.of());
    }

    boolean fits(JsonNode node) {
      return switch (type) {
        case "any" -> true;
        case "object", "template" -> node.isObject();
        case "array" -> node.isArray();
        case "boolean" -> node.isBoolean();
        case "integer" -> node.isInt();
        case "string" -> node.isTextual() && (values.isEmpty() || values.contains(node.asText()));
        case "int-or-string" -> node.isInt() || node.isTextual();
        case "quantity" -> node.isValueNode() && QUANTITY.matcher(node.asText()).matches();
        default -> throw new IllegalStateException(type);
      };
    }
  }

  private final Map<String, Field> fields = new LinkedHashMap<>();

  /** Reads the fields of a file beside this class. */
  PublishedFields(String file) throws IOException {
    try (InputStream in = Objects.requireNonNull(PublishedFields.class.getResourceAsStream(file))) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", -1))
          .forEach(words -> fields.put(words[0], Field.of(words)));
    }
  }

  /**
   * What is wrong with a resource, or with a part of one.
   *
   * @param path of that part in the file
   */
  List<String> faults(JsonNode node, String path) {
    List<String> faults = new ArrayList<>();
    check(node, path, faults);
    return faults;
  }

  private void check(JsonNode node, String path, List<String> faults) {
    Field field = fields.get(path);
    if (field == null) {
      faults.add(path + " is no field");
    } else if (!field.fits(node)) {
      faults.add("%s is %s, which is no %s %s".formatted(path, node, field.type(), field.values()));
    } else if (field.type().equals("template")) {
      check(node, POD_TEMPLATE, faults);
    } else if (node.isArray()) {
      node.forEach(element -> check(element, path + ".[]", faults));
    } else if (field.type().equals("object")) {
      checkMembers(node, path, faults);
    }
  }

  private void checkMembers(JsonNode node, String path, List<String> faults) {
    String every = path + ".*";
    node.properties()
        .forEach(
            member ->
                check(
                    member.getValue(),
                    fields.containsKey(every) ? every : path + "." + member.getKey(),
                    faults));
    fields.forEach(
        (name, field) -> {
          int dot = name.lastIndexOf('.');
          if (field.required()
              && name.substring(0, Math.max(0, dot)).equals(path)
              && !node.has(name.substring(dot + 1))) {
            faults.add(name + " is missing");
          }
        });
  }
}
