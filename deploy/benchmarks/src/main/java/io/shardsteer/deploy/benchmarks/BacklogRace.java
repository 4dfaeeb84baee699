package io.shardsteer.deploy.benchmarks;

import io.shardsteer.deploy.stack.PulsarServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.CompressionType;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.apache.pulsar.common.functions.ConsumerConfig;
import org.apache.pulsar.common.functions.FunctionConfig;
import org.apache.pulsar.common.functions.ProducerConfig;
import org.apache.pulsar.common.policies.data.TopicStats;

/**
 * Lets one function work off a topic that was filled before it was created, and times the part
 * between the first and the last tenth of the backlog, so that neither the start of its process nor
 * the tail counts. Acknowledgement is the finish line: a contender that acknowledges early is not
 * rewarded for it here, but says so in its description.
 */
final class BacklogRace {
  private static final String NAMESPACE = "public/default";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int BATCH = 100;

  /** A contender with this key in its configuration reads that topic itself. */
  private static final String INPUT_TOPIC = "input_topic";

  private static final double START = 0.1;
  private static final double FINISH = 0.9;

  private static final int LOG_LINES = 40;

  private final PulsarServer pulsar;
  private final PulsarAdmin admin;
  private final PulsarClient client;
  private final List<byte[]> payloads;
  private int races;

  BacklogRace(PulsarServer pulsar, PulsarAdmin admin, PulsarClient client, List<byte[]> payloads) {
    this.pulsar = pulsar;
    this.admin = admin;
    this.client = client;
    this.payloads = List.copyOf(payloads);
  }

  Round run(Contender contender) throws PulsarAdminException, PulsarClientException {
    races++;
    String name = "race-%d-%s".formatted(races, contender.name().replace(' ', '-'));
    String input = "persistent://%s/%s-input".formatted(NAMESPACE, name);
    admin.topics().createNonPartitionedTopic(input);
    fill(input, contender.records());
    long batches = admin.topics().getInternalStats(input).numberOfEntries;
    admin.functions().createFunction(function(contender, name, input), contender.jar().toString());
    try {
      return time(contender, name, input, batches);
    } finally {
      admin.functions().deleteFunction("public", "default", name);
      admin.topics().delete(input, true);
    }
  }

  private void fill(String topic, int records) throws PulsarClientException {
    try (Producer<byte[]> producer =
        client
            .newProducer(Schema.BYTES)
            .topic(topic)
            .blockIfQueueFull(true)
            .batchingMaxMessages(BATCH)
            .batchingMaxPublishDelay(1, TimeUnit.SECONDS)
            .create()) {
      for (int i = 0; i < records; i++) {
        var unused =
            producer
                .newMessage()
                .key("record-" + i)
                .value(payloads.get(i % payloads.size()))
                .sendAsync();
      }
      producer.flush();
    }
  }

  private static FunctionConfig function(Contender contender, String name, String input) {
    FunctionConfig config = new FunctionConfig();
    config.setTenant("public");
    config.setNamespace("default");
    config.setName(name);
    config.setClassName(contender.className());
    config.setRuntime(FunctionConfig.Runtime.JAVA);
    Map<String, Object> userConfig = new HashMap<>(contender.userConfig());
    String read = input;
    if (userConfig.replace(INPUT_TOPIC, input) != null) {
      read = input + "-config";
    }
    config.setInputSpecs(Map.of(read, ConsumerConfig.builder().receiverQueueSize(2_000).build()));
    config.setSubscriptionPosition(SubscriptionInitialPosition.Earliest);
    config.setUserConfig(userConfig);
    config.setProducerConfig(
        ProducerConfig.builder().compressionType(CompressionType.NONE).build());
    if (!contender.output().isEmpty()) {
      config.setOutput(contender.output());
    }
    return config;
  }

  private Round time(Contender contender, String name, String input, long batches)
      throws PulsarAdminException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long startNanos = 0;
    double startDone = 0;
    long startCpuNanos = 0;
    while (System.nanoTime() < deadline && !dies(name)) {
      double done = acknowledged(input, batches);
      if (startNanos == 0 && done >= START) {
        startNanos = System.nanoTime();
        startDone = done;
        startCpuNanos = cpuNanos(name);
      }
      if (done >= FINISH) {
        double records = (done - startDone) * contender.records();
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double cpuMicros = (cpuNanos(name) - startCpuNanos) / 1e3;
        return new Round(contender.name(), records / seconds, cpuMicros / records);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    throw new IllegalStateException(
        "%s died more than once or did not work off %d records within %s.\nIts state: %s\nThe end of its log:\n%s"
            .formatted(
                contender.name(),
                contender.records(),
                PATIENCE,
                admin.functions().getFunctionStatus("public", "default", name),
                endOfLog(name)));
  }

  private String endOfLog(String function) {
    try (Stream<Path> files = Files.walk(pulsar.functionLogs())) {
      StringBuilder end = new StringBuilder();
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(it -> it.getFileName().toString().startsWith(function))
              .sorted()
              .toList()) {
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        end.append(file.getFileName()).append(":\n");
        lines
            .subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
            .forEach(line -> end.append(line).append('\n'));
      }
      return end.toString();
    } catch (IOException e) {
      return "cannot be read: " + e;
    }
  }

  /**
   * The share of the backlog that the function has acknowledged; 0 before it has subscribed. The
   * broker counts a backlog in batches, not in records; all of them but the last are of one size.
   */
  private double acknowledged(String input, long batches) throws PulsarAdminException {
    TopicStats stats = admin.topics().getStats(input, true, false);
    return stats.getSubscriptions().values().stream()
        .findFirst()
        .map(subscription -> 1 - subscription.getMsgBacklog() / (double) batches)
        .orElse(0.0);
  }

  private boolean dies(String function) throws PulsarAdminException {
    return admin.functions().getFunctionStatus("public", "default", function).instances.stream()
        .anyMatch(instance -> instance.getStatus().getNumRestarts() > 1);
  }

  /** CPU time that the function's process has used so far. */
  private long cpuNanos(String function) {
    return pulsar.functionInstances(function).stream()
        .flatMap(process -> ProcessHandle.of(process.pid()).stream())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToLong(Duration::toNanos)
        .sum();
  }
}
