package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.SplittableRandom;
import org.apache.pulsar.client.api.BatcherBuilder;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClientException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are encrypted end to end, of keys whose order two router instances have to keep. */
@OnServers
final class IntakeIT {
  private static final int RECORDS = 4_000;
  private static final int KEYS = 25;

  private Path publicKey;
  @AutoClose private Pipeline pipeline;

  @BeforeAll
  void deploy(Servers servers, @TempDir Path folder) throws Exception {
    Path privateKey = folder.resolve("private.pem");
    publicKey = folder.resolve("public.pem");
    writeKeys(privateKey, publicKey);
    pipeline =
        Pipeline.deploy(
            servers,
            PipelineFile.named("intake")
                .with(
                    "record_id_field: id",
                    "record_id_field: id\nordering: key\ndecryption_key: " + privateKey.toUri()),
            2);
  }

  @Test
  void readsEncryptedRecordsAndKeepsTheOrderWithinAKey(Servers servers) throws Exception {
    publish(servers);
    pipeline.progress().awaitAllSoFar();

    SortedSet<Integer> shards = pipeline.past().shards();
    assertThat(Held.rows(servers, pipeline.config(), shards)).hasSize(RECORDS);
    List<Delivery> deliveries = Held.deliveries(servers, pipeline.config(), shards);
    assertThat(deliveries).hasSize(RECORDS);
    Map<String, List<Long>> numbersByKey = new HashMap<>();
    for (Delivery delivery : deliveries) {
      Message<byte[]> message = delivery.message();
      numbersByKey
          .computeIfAbsent(delivery.shard() + " " + message.getKey(), key -> new ArrayList<>())
          .add(delivery.number());
    }
    assertThat(numbersByKey).hasSizeGreaterThanOrEqualTo(KEYS);
    assertThat(numbersByKey.values()).allSatisfy(numbers -> assertThat(numbers).isSorted());
  }

  private void publish(Servers servers) throws PulsarClientException {
    SplittableRandom random = new SplittableRandom(Pipeline.SEED);
    try (Producer<byte[]> producer =
        servers
            .client()
            .newProducer()
            .topic(pipeline.config().input().topic())
            .addEncryptionKey("trips")
            .defaultCryptoKeyReader(publicKey.toUri().toString())
            .batcherBuilder(BatcherBuilder.KEY_BASED)
            .blockIfQueueFull(true)
            .create()) {
      for (int number = 0; number < RECORDS; number++) {
        var unused =
            producer
                .newMessage()
                .key("key-" + random.nextInt(KEYS))
                .value(Places.FOUR_TOWNS.record(number, random).getBytes(StandardCharsets.UTF_8))
                .properties(Sent.properties(number))
                .sendAsync();
      }
      producer.flush();
    }
  }

  private static void writeKeys(Path privateKey, Path publicKey)
      throws GeneralSecurityException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    Files.writeString(privateKey, pem("PRIVATE KEY", pair.getPrivate()));
    Files.writeString(publicKey, pem("PUBLIC KEY", pair.getPublic()));
  }

  private static String pem(String kind, Key key) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(
            kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded()));
  }
}
