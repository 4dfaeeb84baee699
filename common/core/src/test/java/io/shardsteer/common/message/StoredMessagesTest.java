package io.shardsteer.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages as a version wrote them, one file each, in the folder of their schema. A file is never
 * changed once its schema version has been released; see COMPATIBILITY.md. {@code
 * -Dshardsteer.messages.write=true} writes those that are missing.
 */
class StoredMessagesTest {
  private static final Path STORED = Path.of("src/test/resources/messages");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper CBOR = new CBORMapper();

  @BeforeAll
  static void writeWhatIsMissingIfAsked() throws IOException {
    if (!Boolean.getBoolean("shardsteer.messages.write")) {
      return;
    }
    for (Case one : cases().toList()) {
      Path file = STORED.resolve(one.file());
      if (!Files.exists(file)) {
        byte[] written = MessageCodec.encode(one.message());
        Files.createDirectories(file.getParent());
        Files.write(
            file,
            isJson(written)
                ? (JSON.readTree(written).toPrettyString() + "\n").getBytes(UTF_8)
                : written);
      }
    }
  }

  record Case(int schema, String name, boolean isJson, SteerMessage message) {
    String file() {
      return "schema-%d/%s.%s".formatted(schema, name, isJson ? "json" : "cbor");
    }

    byte[] stored() throws IOException {
      return Files.readAllBytes(STORED.resolve(file()));
    }

    @Override
    public String toString() {
      return file();
    }
  }

  /** What is written today. */
  static Stream<Case> cases() {
    Map<String, Integer> numbers = new HashMap<>();
    return MessageCodecTest.oneOfEachType()
        .map(
            message -> {
              String type = typeOf(message);
              int number = numbers.merge(type, 1, Integer::sum);
              byte[] written = MessageCodec.encode(message);
              int schema = tree(written).path("schema").intValue();
              String name = number == 1 ? type : type + "-" + number;
              return new Case(schema, name, isJson(written), message);
            });
  }

  /** And what is read besides: reports as JSON. */
  static Stream<Case> allCases() {
    Stream<Case> older =
        cases()
            .filter(it -> it.message() instanceof ShardReport)
            .map(it -> new Case(1, it.name(), true, it.message()));
    return Stream.concat(cases(), older);
  }

  private static boolean isJson(byte[] bytes) {
    return bytes[0] == '{';
  }

  private static JsonNode tree(byte[] bytes) {
    try {
      return (isJson(bytes) ? JSON : CBOR).readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String typeOf(SteerMessage message) {
    return MessageCodec.types().entrySet().stream()
        .filter(entry -> entry.getValue() == message.getClass())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("allCases")
  void aStoredMessageIsReadAsWhatWasWritten(Case stored) throws IOException {
    assertThat(MessageCodec.decode(stored.stored(), SteerMessage.class))
        .isEqualTo(stored.message());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsWrittenTodayHasEverythingThatReadersOfTheStoredMessageAskFor(Case stored)
      throws IOException {
    List<String> differences = new ArrayList<>();
    compare("", tree(stored.stored()), tree(MessageCodec.encode(stored.message())), differences);
    assertThat(differences).isEmpty();
  }

  /** New members are ignored by who does not know them; all else has to stay. */
  private static void compare(String path, JsonNode before, JsonNode now, List<String> to) {
    if (before instanceof ObjectNode members && now instanceof ObjectNode) {
      for (Map.Entry<String, JsonNode> member : members.properties()) {
        String name = member.getKey();
        compare(path + "/" + name, member.getValue(), now.path(name), to);
      }
    } else if (before.isArray() && now.isArray() && before.size() == now.size()) {
      for (int i = 0; i < before.size(); i++) {
        compare(path + "/" + i, before.get(i), now.get(i), to);
      }
    } else if (!before.equals(now)) {
      to.add("%s was %s and is %s".formatted(path, before, now.isMissingNode() ? "missing" : now));
    }
  }

  @Test
  void everyTypeHasAStoredMessage() throws IOException {
    try (Stream<Path> files = Files.walk(STORED)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> STORED.relativize(file).toString()))
          .as("run with -Dshardsteer.messages.write=true")
          .containsExactlyInAnyOrderElementsOf(allCases().map(Case::file).toList());
    }
    assertThat(cases().map(it -> typeOf(it.message())))
        .as("MessageCodecTest.oneOfEachType lacks a type")
        .containsAll(MessageCodec.types().keySet());
  }

  @Test
  void everyMessageHasAType() {
    assertThat(MessageCodec.types().values())
        .containsExactlyInAnyOrderElementsOf(leaves(SteerMessage.class).toList());
  }

  @SuppressWarnings("unchecked")
  private static Stream<Class<? extends SteerMessage>> leaves(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(StoredMessagesTest::leaves)
        : Stream.of((Class<? extends SteerMessage>) type);
  }
}
