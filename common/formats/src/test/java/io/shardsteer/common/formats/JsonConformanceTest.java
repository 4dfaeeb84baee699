package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.Rejection;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The decoder against Jackson: it takes what Jackson takes and reads the same values. */
class JsonConformanceTest {
  private static final ObjectMapper JACKSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final FieldPaths PATHS =
      FieldPaths.of(List.of("a", "b", "c", "o.p", "o.q.r", "l.0", "l.2.x", "é"));

  private final JsonRecordDecoder decoder = new JsonRecordDecoder(PATHS);
  private final FieldValues values = new FieldValues(PATHS);

  @Test
  void readsRandomRecordsAsJacksonDoes() throws IOException {
    var random = seeded();
    for (int i = 0; i < 50_000; i++) {
      byte[] json = object(random, 0).getBytes(UTF_8);
      assertThat(decoder.decode(json, values)).as(() -> new String(json, UTF_8)).isNull();
      assertSameValues(json);
    }
  }

  @Test
  void takesNoMutatedRecordThatJacksonRefuses() throws IOException {
    var random = seeded();
    int taken = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] json = mutated(object(random, 0).getBytes(UTF_8), random);
      if (decoder.decode(json, values) == null) {
        assertSameValues(json);
        taken++;
      } else {
        assertThat(jackson(json) != null && !isRefusedOnPurpose(json))
            .as(() -> new String(json, UTF_8) + " " + Arrays.toString(json))
            .isFalse();
      }
    }
    assertThat(taken).isPositive();
  }

  /** Repeated fields, bytes that are no UTF-8, and other encodings are taken by Jackson. */
  private static boolean isRefusedOnPurpose(byte[] json) {
    Rejection rejection = new JsonRecordDecoder(PATHS).decode(json, new FieldValues(PATHS));
    return !Arrays.equals(new String(json, UTF_8).getBytes(UTF_8), json)
        || hasZero(json)
        || (rejection != null && rejection.message().contains("stands twice"));
  }

  private static boolean hasZero(byte[] json) {
    for (byte b : json) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  private void assertSameValues(byte[] json) throws IOException {
    JsonNode tree = jackson(json);
    assertThat(tree).as(() -> new String(json, UTF_8)).isNotNull();
    for (int slot = 0; slot < PATHS.size(); slot++) {
      JsonNode node = tree == null ? null : find(tree, PATHS.paths().get(slot));
      String as = "%s in %s".formatted(PATHS.paths().get(slot), new String(json, UTF_8));
      if (node == null || node.isContainerNode()) {
        assertThat(values.kind(slot)).as(as).isEqualTo(FieldValues.Kind.ABSENT);
      } else if (node.isNull()) {
        assertThat(values.kind(slot)).as(as).isEqualTo(FieldValues.Kind.NULL);
      } else if (node.isNumber() && Double.isFinite(node.doubleValue())) {
        assertThat(values.number(slot)).as(as).isEqualTo(node.doubleValue());
      } else if (node.isTextual()) {
        assertThat(values.text(slot)).as(as).isEqualTo(node.textValue());
      } else if (node.isBoolean()) {
        assertThat(values.identifier(slot)).as(as).isEqualTo(node.asText());
      }
    }
  }

  private static @Nullable JsonNode find(JsonNode tree, String path) {
    JsonNode node = tree;
    for (String step : path.split("\\.")) {
      if (node == null) {
        return null;
      }
      node =
          node.isArray()
              ? node.get(Integer.parseInt(step.matches("\\d") ? step : "99"))
              : node.get(step);
    }
    return node;
  }

  private static @Nullable JsonNode jackson(byte[] json) throws IOException {
    try {
      JsonNode tree = JACKSON.readTree(json);
      return tree.isObject() ? tree : null;
    } catch (com.fasterxml.jackson.core.JsonProcessingException
        | java.io.CharConversionException e) {
      return null;
    }
  }

  private static String object(Random random, int depth) {
    var names =
        new java.util.ArrayList<>(
            List.of("a", "b", "c", "o", "q", "l", "p", "r", "x", "é", "unused"));
    java.util.Collections.shuffle(names, random);
    var json = new StringBuilder("{");
    int members = random.nextInt(7);
    for (int i = 0; i < members; i++) {
      json.append(i == 0 ? "" : ",").append(space(random));
      json.append('"').append(names.get(i)).append('"').append(space(random)).append(':');
      json.append(space(random)).append(value(random, depth + 1)).append(space(random));
    }
    return json.append("}").toString();
  }

  private static String value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 6 : 8)) {
      case 0 -> "null";
      case 1 -> random.nextBoolean() ? "true" : "false";
      case 2 -> Long.toString(random.nextLong() >> random.nextInt(64));
      case 3 -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30));
      case 4 -> text(random);
      case 5 -> number(random);
      case 6 -> object(random, depth);
      default -> {
        var json = new StringBuilder("[");
        int elements = random.nextInt(4);
        for (int i = 0; i < elements; i++) {
          json.append(i == 0 ? "" : ",").append(space(random)).append(value(random, depth + 1));
        }
        yield json.append(space(random)).append("]").toString();
      }
    };
  }

  private static String number(Random random) {
    var number = new StringBuilder(random.nextBoolean() ? "-" : "");
    number.append(1 + random.nextInt(9));
    for (int i = random.nextInt(25); i > 0; i--) {
      number.append(random.nextInt(10));
    }
    if (random.nextBoolean()) {
      number.append('.').append(random.nextInt(1_000_000));
    }
    if (random.nextInt(3) == 0) {
      number.append(random.nextBoolean() ? "e" : "E-").append(random.nextInt(300));
    }
    return number.toString();
  }

  private static String text(Random random) {
    var text = new StringBuilder("\"");
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(
          switch (random.nextInt(8)) {
            case 0 -> "\\u00e9";
            case 1 -> "\\" + "\"\\/bfnrt".charAt(random.nextInt(8));
            case 2 -> "é";
            case 3 -> "漢";
            case 4 -> "\uD83D\uDEB2";
            default -> Character.toString("abc XYZ019,:{}[]".charAt(random.nextInt(16)));
          });
    }
    return text.append('"').toString();
  }

  private static String space(Random random) {
    return random.nextInt(4) == 0 ? " \n\t\r".substring(random.nextInt(4)) : "";
  }

  private static byte[] mutated(byte[] json, Random random) {
    byte[] bytes = json.clone();
    for (int k = random.nextInt(2); k >= 0; k--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) "{}[]\":,\\-+.eE09tfn ".charAt(random.nextInt(19));
        case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
        default -> System.arraycopy(bytes, at, bytes, at / 2, Math.min(at / 2, bytes.length - at));
      }
    }
    return bytes;
  }

  private static Random seeded() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    return new Random(seed);
  }
}
