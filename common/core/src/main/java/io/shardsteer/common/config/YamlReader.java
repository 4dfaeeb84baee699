package io.shardsteer.common.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one YAML document as maps, lists and scalars and remembers the line of every key. Aliases
 * are refused, so a small file stays small; repeated keys are refused too.
 */
final class YamlReader {
  private static final int MAX_LENGTH = 1 << 20;
  private static final int MAX_DEPTH = 20;

  /** Enough for every double. */
  private static final int MAX_NUMBER_LENGTH = 400;

  private static final String NUMBER_SIGNS = "_.:+-eE";

  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final Map<String, Integer> lines = new HashMap<>();
  private final String where;

  private YamlReader(String where) {
    this.where = where;
  }

  /**
   * @param value the document; null where it is empty
   * @param lines line of each key path and list element, from 1
   */
  record Document(@Nullable Object value, Map<String, Integer> lines) {}

  /**
   * @throws InvalidConfigurationException naming line and column of the first fault
   */
  static Document read(String text, String where) {
    var reader = new YamlReader(where);
    if (text.length() > MAX_LENGTH) {
      throw reader.fault(
          "the whole file",
          "It has %d characters, but at most %d are read.".formatted(text.length(), MAX_LENGTH),
          "Make it smaller.");
    }
    reader.requireShortNumbers(text);
    try (YAMLParser parser = FACTORY.createParser(text)) {
      JsonToken token = parser.nextToken();
      @Nullable Object value = token == null ? null : reader.value(parser, "", 0);
      if (parser.nextToken() != null) {
        throw reader.fault(
            place(parser), "A second document begins here.", "Keep one document in a file.");
      }
      return new Document(value, reader.lines);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw reader.fault(
          at == null
              ? "the file"
              : "line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()),
          "This is not YAML: %s.".formatted(e.getOriginalMessage().strip().replaceAll("\\s+", " ")),
          "Mend the syntax there; quote texts that hold colons or begin with signs.");
    } catch (IOException e) {
      throw reader.fault("the file", "It cannot be read: " + e.getMessage(), "Mend the syntax.");
    }
  }

  private @Nullable Object value(YAMLParser parser, String path, int depth) throws IOException {
    if (parser.isCurrentAlias()) {
      throw fault(place(parser), "Aliases (*name) are not read.", "Write the value out.");
    }
    if (depth > MAX_DEPTH) {
      throw fault(place(parser), "It nests deeper than %d.".formatted(MAX_DEPTH), "Flatten it.");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> map(parser, path, depth);
      case START_ARRAY -> list(parser, path, depth);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
      case VALUE_TRUE, VALUE_FALSE -> bool(parser.getText());
      case VALUE_NULL -> null;
      default -> parser.getText();
    };
  }

  /**
   * A number whose text can be had from it again; else the text as it is written. The library knows
   * YAML 1.1, to which 0123 is 83, but whoever writes that means a text of four digits. Keys that
   * want a number take texts, too.
   */
  private static Object number(YAMLParser parser) throws IOException {
    Number number = parser.getNumberValue();
    String text = parser.getText();
    return text.equals(ConfigSection.scalar(number)) ? number : text;
  }

  /** YAML 1.2 has two booleans; in YAML 1.1, NO is one as well, and Norway is none. */
  private static Object bool(String text) {
    return text.equals("true") || text.equals("false") ? (Object) text.equals("true") : text;
  }

  /** The library tries expressions for numbers whose time grows with the square of the length. */
  private void requireShortNumbers(String text) {
    int run = 0;
    int line = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      run = (c >= '0' && c <= '9') || NUMBER_SIGNS.indexOf(c) >= 0 ? run + 1 : 0;
      line += c == '\n' ? 1 : 0;
      if (run > MAX_NUMBER_LENGTH) {
        throw fault(
            "line " + line,
            "A number has more than %d characters.".formatted(MAX_NUMBER_LENGTH),
            "Shorten it.");
      }
    }
  }

  private Map<String, @Nullable Object> map(YAMLParser parser, String path, int depth)
      throws IOException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      String at = path.isEmpty() ? key : path + "." + key;
      if (map.containsKey(key)) {
        throw fault(
            place(parser),
            "The key %s stands twice; first in line %d.".formatted(at, lines.get(at)),
            "Keep one of them.");
      }
      lines.put(at, parser.currentLocation().getLineNr());
      parser.nextToken();
      map.put(key, value(parser, at, depth + 1));
    }
    return map;
  }

  private List<@Nullable Object> list(YAMLParser parser, String path, int depth)
      throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String at = path + "[" + list.size() + "]";
      lines.put(at, parser.currentLocation().getLineNr());
      list.add(value(parser, at, depth + 1));
    }
    return list;
  }

  private InvalidConfigurationException fault(String place, String fault, String remedy) {
    return new InvalidConfigurationException(
        where, List.of(new ConfigProblem(place, fault, remedy)));
  }

  private static String place(YAMLParser parser) {
    return "line " + parser.currentLocation().getLineNr();
  }
}
