package io.shardsteer.deploy.cli.rejects;

import io.shardsteer.common.message.SteerProperties;
import io.shardsteer.common.message.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;

/**
 * Finds which dead letters have arrived after they were sent again: on the input topic, or, where
 * its broker has deleted what the router is done with, in a shard topic or rejected once more.
 */
final class Arrivals {
  /** Clocks of publishers, routers and brokers may be that far apart. */
  private static final Duration CLOCKS = Duration.ofMinutes(5);

  private final PulsarClient client;
  private final List<String> places = new ArrayList<>();

  Arrivals(PulsarClient client, PulsarAdmin admin, String inputTopic, Topics topics)
      throws PulsarAdminException {
    this.client = client;
    // In the order that a record takes, so that none slips from a place to one that was looked at.
    places.add(inputTopic);
    places.add(topics.deadLetters());
    String shards = topics.shard(0).substring(0, topics.shard(0).length() - 1);
    admin.topics().getList(topics.namespace()).stream()
        .filter(topic -> topic.startsWith(shards))
        .forEach(places::add);
  }

  /** Those of the letters that arrived since. */
  Set<String> of(Set<String> letters, long sinceMillis) throws IOException {
    Set<String> arrived = new HashSet<>();
    for (String place : places) {
      look(place, letters, sinceMillis - CLOCKS.toMillis(), arrived);
    }
    return arrived;
  }

  private void look(String topic, Set<String> letters, long sinceMillis, Set<String> arrived)
      throws IOException {
    try (Reader<byte[]> reader =
        client.newReader(Schema.BYTES).topic(topic).startMessageId(MessageId.earliest).create()) {
      reader.seek(sinceMillis);
      while (arrived.size() < letters.size() && reader.hasMessageAvailable()) {
        String letter = reader.readNext().getProperty(SteerProperties.REPLAYED_FROM);
        if (letter != null && letters.contains(letter)) {
          arrived.add(letter);
        }
      }
    }
  }
}
