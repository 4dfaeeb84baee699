package io.shardsteer.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
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
 * Messages as a version wrote them, one file each. A file is never changed once its schema version
 * has been released; see COMPATIBILITY.md. {@code -Dshardsteer.messages.write=true} writes those
 * that are missing.
 */
class StoredMessagesTest {
  private static final Path STORED =
      Path.of("src/test/resources/messages/schema-" + MessageCodec.SCHEMA);

  private static final ObjectMapper JSON = new ObjectMapper();

  @BeforeAll
  static void writeWhatIsMissingIfAsked() throws IOException {
    if (!Boolean.getBoolean("shardsteer.messages.write")) {
      return;
    }
    for (Case one : cases().toList()) {
      Path file = STORED.resolve(one.file());
      if (!Files.exists(file)) {
        JsonNode written = JSON.readTree(MessageCodec.encode(one.message()));
        Files.writeString(file, written.toPrettyString() + "\n");
      }
    }
  }

  record Case(String name, SteerMessage message) {
    String file() {
      return name + ".json";
    }

    byte[] stored() throws IOException {
      return Files.readAllBytes(STORED.resolve(file()));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    Map<String, Integer> numbers = new HashMap<>();
    return MessageCodecTest.oneOfEachType()
        .map(
            message -> {
              String type = typeOf(message);
              int number = numbers.merge(type, 1, Integer::sum);
              return new Case(number == 1 ? type : type + "-" + number, message);
            });
  }

  private static String typeOf(SteerMessage message) {
    return MessageCodec.types().entrySet().stream()
        .filter(entry -> entry.getValue() == message.getClass())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aStoredMessageIsReadAsWhatWasWritten(Case stored) throws IOException {
    assertThat(MessageCodec.decode(stored.stored(), SteerMessage.class))
        .isEqualTo(stored.message());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsWrittenTodayHasEverythingThatReadersOfTheStoredMessageAskFor(Case stored)
      throws IOException {
    List<String> differences = new ArrayList<>();
    compare(
        "",
        JSON.readTree(stored.stored()),
        JSON.readTree(MessageCodec.encode(stored.message())),
        differences);
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
    try (Stream<Path> files = Files.list(STORED)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("run with -Dshardsteer.messages.write=true")
          .containsExactlyInAnyOrderElementsOf(cases().map(Case::file).toList());
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
