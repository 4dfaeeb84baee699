package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.FieldValues.Kind;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRecordDecoderTest {
  private static final FieldPaths PATHS =
      FieldPaths.of(List.of("lat", "name", "member", "place.geo.lon", "items.1.sku", "id"));
  private final RecordDecoder decoder = new JsonRecordDecoder(PATHS);
  private final FieldValues values = new FieldValues(PATHS);

  @Test
  void readsTheNeededFieldsAndSkipsTheRest() {
    read(
        """
        {"x": [1, {"lat": 9}], "lat": 37.5, "name": "a\\u00e9\\n", "member": true,
         "place": {"lat": 1, "geo": {"lon": -122, "z": []}},
         "items": [{"sku": "no"}, {"sku": "yes"}, 3], "id": 7}
        """);
    assertThat(values.number(0)).isEqualTo(37.5);
    assertThat(values.text(1)).isEqualTo("aé\n");
    assertThat(values.kind(2)).isEqualTo(Kind.BOOLEAN);
    assertThat(values.number(2)).isEqualTo(1);
    assertThat(values.number(3)).isEqualTo(-122);
    assertThat(values.text(4)).isEqualTo("yes");
    assertThat(values.identifier(5)).isEqualTo("7");
  }

  @Test
  void tellsAbsentFromNull() {
    read("{\"lat\": null}");
    assertThat(values.kind(0)).isEqualTo(Kind.NULL);
    assertThat(values.kind(1)).isEqualTo(Kind.ABSENT);
  }

  @Test
  void forgetsTheRecordBefore() {
    read("{\"lat\": 1, \"name\": \"a\"}");
    read("{}");
    assertThat(values.isPresent(0)).isFalse();
    assertThat(values.text(1)).isNull();
  }

  @Test
  void keepsAllDigitsOfAnIdentifier() {
    read("{\"id\": 9007199254740993}");
    assertThat(values.identifier(5)).isEqualTo("9007199254740993");
    read("{\"id\": 12345678901234567890123}");
    assertThat(values.identifier(5)).isEqualTo("12345678901234567890123");
    read("{\"id\": 1e3}");
    assertThat(values.identifier(5)).isEqualTo("1000");
  }

  @Test
  void anObjectWhereAValueIsNeededIsAbsent() {
    read("{\"lat\": {\"lat\": 3}, \"name\": [1], \"place\": 5, \"items\": {\"1\": {\"sku\": 8}}}");
    assertThat(values.kind(0)).isEqualTo(Kind.ABSENT);
    assertThat(values.kind(1)).isEqualTo(Kind.ABSENT);
    assertThat(values.kind(3)).isEqualTo(Kind.ABSENT);
    assertThat(values.number(4)).isEqualTo(8);
  }

  @Test
  void readsNumbersFromTextWhereDeclared() {
    var declared = new JsonRecordDecoder(PATHS, List.of("lat", "name", "unused"));
    byte[] json = "{\"lat\":\" 2.50\",\"name\":\"n/a\",\"id\":\"7\"}".getBytes(UTF_8);
    assertThat(declared.decode(json, values)).isNull();
    assertThat(values.number(0)).isEqualTo(2.5);
    assertThat(values.text(1)).isEqualTo("n/a");
    assertThat(values.text(5)).isEqualTo("7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "7",
        "[]",
        "{",
        "{\"lat\"",
        "{\"lat\":}",
        "{\"lat\":1,}",
        "{lat:1}",
        "{\"lat\":01}",
        "{\"lat\":NaN}",
        "{\"lat\":1} x",
        "{\"lat\":1}{}",
        "{\"x\":[1,2}",
        "{\"name\":\"a\nb\"}",
        "{\"name\":\"\\x\"}",
        "\u0000"
      })
  void whatIsNotOneJsonObjectIsUndecodable(String json) {
    assertUndecodable(json);
  }

  @Test
  void aNeededFieldThatStandsTwiceIsUndecodableAndNamed() {
    assertThat(assertUndecodable("{\"lat\":1,\"lat\":2}").message()).contains("'lat'", "byte");
    assertThat(assertUndecodable("{\"place\":{},\"place\":{\"geo\":{}}}").message())
        .contains("'place'");
  }

  @Test
  void refusesAbsurdDepthAndNumbers() {
    assertUndecodable("{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
    assertUndecodable("{\"lat\":" + "1".repeat(10_000) + "}");
  }

  @Test
  void anyBytesAreReadOrRejectedAndNothingElse() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    byte[] original =
        "{\"x\":[1,{\"lat\":9}],\"lat\":37.5e-3,\"name\":\"a\\u00e9\\n\",\"member\":true,\"place\":{\"geo\":{\"lon\":-122}},\"items\":[null,{\"sku\":\"é\"}],\"id\":12345678901234567890}"
            .getBytes(UTF_8);
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = mutated(original, random);
      Rejection rejection = decoder.decode(bytes, values);
      if (rejection == null) {
        read++;
      } else {
        assertThat(rejection.reason()).isEqualTo(Rejection.Reason.UNDECODABLE);
      }
    }
    assertThat(read).isPositive();
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    for (int k = random.nextInt(3); k >= 0; k--) {
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

  private void read(String json) {
    assertThat(decoder.decode(json.getBytes(UTF_8), values)).isNull();
  }

  private Rejection assertUndecodable(String json) {
    Rejection rejection = decoder.decode(json.getBytes(UTF_8), values);
    if (rejection == null) {
      throw new AssertionError("Was read: " + json);
    }
    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.UNDECODABLE);
    return rejection;
  }
}
