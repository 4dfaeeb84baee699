package io.shardsteer.common.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.common.config.InputConfig;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.FieldValues.Kind;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import io.shardsteer.common.record.Rejection.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyValueRecordTest {
  private static final FieldPaths PATHS =
      FieldPaths.of(List.of("key.rider", "value.price", "key", "value.note"));
  private final FieldValues values = new FieldValues(PATHS);

  @Test
  void readsBothPartsFromThePayload() throws IOException {
    RecordDecoder decoder = decoder("JSON", "JSON", "INLINE");
    assertThat(decoder.readsKey()).isFalse();
    byte[] payload =
        FormatFuzzTest.joined(
            "{\"rider\":\"anna\"}".getBytes(UTF_8),
            "{\"price\":2.5,\"note\":\"x\"}".getBytes(UTF_8));
    assertThat(decoder.decode(null, payload, values)).isNull();
    assertThat(values.text(0)).isEqualTo("anna");
    assertThat(values.number(1)).isEqualTo(2.5);
    assertThat(values.text(3)).isEqualTo("x");
  }

  @Test
  void readsTheKeyFromTheMessageWhereItIsSeparated() {
    RecordDecoder decoder = decoder("JSON", "JSON", "SEPARATED");
    assertThat(decoder.readsKey()).isTrue();
    byte[] payload = "{\"price\":2.5,\"note\":\"x\"}".getBytes(UTF_8);
    assertThat(decoder.decode("{\"rider\":\"anna\"}".getBytes(UTF_8), payload, values)).isNull();
    assertThat(values.text(0)).isEqualTo("anna");
    assertThat(values.text(3)).isEqualTo("x");
    assertThat(decoder.decode(null, payload, values)).isNull();
    assertThat(values.kind(0)).isEqualTo(Kind.ABSENT);
  }

  @Test
  void primitivePartsAreValuesThemselves() {
    FieldPaths paths = FieldPaths.of(List.of("key", "value"));
    var whole = new FieldValues(paths);
    RecordDecoder decoder = decoder(paths, "INT64", "DOUBLE", "SEPARATED");
    byte[] key = ByteBuffer.allocate(8).putLong(42).array();
    byte[] payload = ByteBuffer.allocate(8).putDouble(2.5).array();
    assertThat(decoder.decode(key, payload, whole)).isNull();
    assertThat(whole.identifier(0)).isEqualTo("42");
    assertThat(whole.number(1)).isEqualTo(2.5);
    assertThat(decoder.decode(key, new byte[3], whole))
        .extracting(Rejection::reason)
        .isEqualTo(Reason.UNDECODABLE);
  }

  @Test
  void textsIntoWhichPathsLeadAreReadByTheDeclaredFormat() {
    RecordDecoder decoder = decoder("STRING", "BYTES", "SEPARATED");
    byte[] payload = "{\"price\":2.5}".getBytes(UTF_8);
    assertThat(decoder.decode("{\"rider\":\"anna\"}".getBytes(UTF_8), payload, values)).isNull();
    assertThat(values.text(0)).isEqualTo("anna");
    assertThat(values.number(1)).isEqualTo(2.5);
  }

  @Test
  void aPartThatIsTornIsUndecodable() throws IOException {
    byte[] good = FormatFuzzTest.joined("{}".getBytes(UTF_8), "{}".getBytes(UTF_8));
    RecordDecoder decoder = decoder("JSON", "JSON", "INLINE");
    assertThat(decoder.decode(null, good, values)).isNull();
    for (int length = 0; length < good.length; length++) {
      assertThat(decoder.decode(null, java.util.Arrays.copyOf(good, length), values))
          .extracting(Rejection::reason)
          .isEqualTo(Reason.UNDECODABLE);
    }
  }

  @Test
  void aSchemaThatCannotBeReadRejectsAndSaysWhy() {
    RecordDecoder decoder =
        new RecordDecoders(input(), PATHS).of(new TopicSchema("PROTOBUF", new byte[0], Map.of()));
    Rejection rejection = decoder.decode(null, new byte[0], values);
    assertThat(rejection).isNotNull();
    assertThat(String.valueOf(rejection)).contains("PROTOBUF", "PROTOBUF_NATIVE");
  }

  private static RecordDecoder decoder(String key, String value, String encoding) {
    return decoder(PATHS, key, value, encoding);
  }

  private static RecordDecoder decoder(
      FieldPaths paths, String key, String value, String encoding) {
    return new RecordDecoders(input(), paths)
        .of(
            new TopicSchema(
                "KEY_VALUE",
                new byte[8],
                Map.of(
                    "key.schema.type",
                    key,
                    "value.schema.type",
                    value,
                    "kv.encoding.type",
                    encoding)));
  }

  private static InputConfig input() {
    return new InputConfig("t", InputConfig.Format.JSON, "", "", "");
  }
}
