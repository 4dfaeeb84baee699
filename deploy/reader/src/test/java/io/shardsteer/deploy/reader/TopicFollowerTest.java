package io.shardsteer.deploy.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.message.ConfigAnswer;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.common.pulsar.UnreadableTopicException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.ReaderBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Here and not beside the class: Pulsar's interfaces do not load without its client. */
class TopicFollowerTest {
  private static final String GOOD =
      new String(MessageCodec.encode(new ConfigAnswer("p", "trainer", true, "")), UTF_8);
  private static final String NEWER = GOOD.replace("\"schema\":1", "\"schema\":2");

  private final BlockingQueue<Message<byte[]>> topic = new LinkedBlockingQueue<>();
  private final List<ConfigAnswer> taken = new ArrayList<>();
  private int published;

  @Test
  void readsToTheEnd() throws PulsarClientException {
    publish(GOOD, GOOD);
    TopicFollower.readThrough(client(), "answers", this::take);
    assertThat(taken).hasSize(2);
  }

  @Test
  void skipsNoMessageThatItCannotRead() {
    publish(GOOD, NEWER, GOOD);
    assertThatThrownBy(() -> TopicFollower.readThrough(client(), "answers", this::take))
        .isInstanceOf(UnreadableTopicException.class)
        .hasMessageContaining("Message 2 of answers")
        .hasMessageContaining("schema 2");
    assertThat(taken).hasSize(1);
  }

  @Test
  void endsItsOwnerAtAMessageThatComesLaterAndCannotBeRead() throws Exception {
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    try (TopicFollower follower =
        TopicFollower.follow(client(), "answers", this::take, end::complete)) {
      follower.requireFollowing();
      publish(NEWER, GOOD);
      assertThat(end.get(30, TimeUnit.SECONDS)).isInstanceOf(UnreadableTopicException.class);
      assertThatThrownBy(follower::requireFollowing).hasMessageContaining("no longer followed");
      assertThat(taken).isEmpty();
    }
  }

  private void take(Message<byte[]> message) {
    taken.add(MessageCodec.decode(message.getData(), ConfigAnswer.class));
  }

  private void publish(String... messages) {
    for (String message : messages) {
      String number = Integer.toString(++published);
      MessageId id = fake(MessageId.class, (name, arguments) -> number);
      topic.add(
          fake(
              Message.class,
              (name, arguments) -> name.equals("getData") ? message.getBytes(UTF_8) : id));
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T fake(Class<? super T> type, Calls calls) {
    return (T)
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object answer = calls.on(method.getName(), arguments);
              return answer == Calls.SELF ? proxy : answer;
            });
  }

  /** What a fake answers to a call. */
  private interface Calls {
    Object SELF = new Object();

    @Nullable Object on(String name, Object @Nullable [] arguments) throws Exception;
  }

  private PulsarClient client() {
    Reader<byte[]> reader =
        fake(
            Reader.class,
            (name, arguments) ->
                switch (name) {
                  case "hasMessageAvailable" -> !topic.isEmpty();
                  case "readNext" ->
                      arguments == null
                          ? topic.take()
                          : topic.poll((Integer) arguments[0], (TimeUnit) arguments[1]);
                  default -> CompletableFuture.completedFuture(null);
                });
    ReaderBuilder<byte[]> builder =
        fake(ReaderBuilder.class, (name, arguments) -> name.equals("create") ? reader : Calls.SELF);
    return fake(PulsarClient.class, (name, arguments) -> builder);
  }
}
