package io.shardsteer.common.pulsar;

import io.shardsteer.common.message.LateTable;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.steering.LateUse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/** What router instances have said of tables that reached them late. Thread-safe. */
public final class LateUses {
  private final Map<String, LateUse> byKey = new HashMap<>();

  /**
   * Those up to now.
   *
   * @throws PulsarClientException if the topic cannot be read
   */
  public static List<LateUse> read(PulsarClient client, Topics topics)
      throws PulsarClientException {
    var uses = new LateUses();
    TopicFollower.readThrough(client, topics.lateTables(), uses::hear);
    return uses.all();
  }

  /**
   * A message of the topic; one without a value withdraws what was said before under its key.
   *
   * @throws io.shardsteer.common.message.BadMessageException if it cannot be read
   */
  public synchronized void hear(Message<byte[]> message) {
    byte[] payload = TopicFollower.payload(message);
    if (payload.length == 0) {
      byKey.remove(message.getKey());
    } else {
      LateTable late = MessageCodec.decode(payload, LateTable.class);
      byKey.put(late.messageKey(), late.use());
    }
  }

  public synchronized List<LateUse> all() {
    return List.copyOf(byKey.values());
  }
}
