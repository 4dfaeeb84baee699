package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.shardsteer.common.cassandra.CassandraCredentials;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.PulsarLogin;
import io.shardsteer.common.pulsar.SteerFunction;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.stack.Folders;
import io.shardsteer.deploy.stack.Installation;
import io.shardsteer.deploy.stack.StackSecurity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pulsar.client.api.PulsarClientException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The whole product on servers that ask everybody to log in, over encrypted connections: who may
 * gets everything, who may not gets an explanation and nothing else, and nobody sees a secret.
 */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SecuredIT {
  /** Brokers say both "not authorized" and "Unauthorized". */
  private static final String NOT_ALLOWED = "uthorized";

  private static final String NOWHERE = "Set PULSAR_AUTH_PLUGIN and PULSAR_AUTH_PARAMS to a login";

  @AutoClose private Servers servers;
  @AutoClose private Leaks leaks;
  @AutoClose private Pipeline pipeline;
  private StackSecurity security;
  private Path file;

  @BeforeAll
  void deploy() throws Exception {
    servers = Servers.startSecured();
    security = servers.stack().security().orElseThrow();
    leaks = Leaks.watch(security.secrets());
    pipeline = Pipeline.deploy(servers, PipelineFile.named("secured"), 1);
    pipeline.startTrainer("trainer");
    file =
        Files.writeString(
            servers.folder("secured").resolve("operator.yaml"),
            PipelineFile.named("secured")
                .with(
                    "keyspace: e2e",
                    "keyspace: e2e\n  tls: {enabled: true, trusted_certificates: \"%s\"}"
                        .formatted(security.certificate()))
                .text());
  }

  @Test
  @Order(1)
  void storesEveryRecordAndAdoptsAModelAndAConfiguration() throws Exception {
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, 500, 0)) {
      pipeline.decisionLog().await("adopted");
      assertThat(pipeline.push(PipelineFile.named("secured")).isApplied()).isTrue();
      publisher.awaitMore(1_000);
    }
    Account account = pipeline.account();
    account.mustBeBalanced();
    assertThat(account.models()).hasSizeGreaterThan(1);
    Command status = steer(pulsar(security.token(StackSecurity.OPERATOR)), "status");
    assertThat(status.output()).contains("Pipeline secured", "Trainers: 1");
    assertThat(status.exitCode()).isZero();
    leaks.look("steer status", status.output());
    Command query = steer(with(pulsar(security.token(StackSecurity.TRAINER)), reader()), "query");
    assertThat(query.output()).contains("100 rows from");
    assertThat(query.exitCode()).isZero();
    leaks.look("steer query", query.output());
  }

  @Test
  @Order(2)
  void tellsWhoMayNotUsePulsarWhyAndShowsNothing() {
    String token = security.token(StackSecurity.OPERATOR);
    Map<String, String> stranger = pulsar(security.token("stranger"));
    Map<String, String> forger = pulsar(token.substring(0, token.length() - 20) + "A".repeat(20));
    Map<String, String> nobody =
        Map.of(PulsarLogin.TRUSTED_CERTIFICATES, security.certificate().toString());
    Map<String, String> mistrustful = pulsar(token);
    mistrustful.remove(PulsarLogin.TRUSTED_CERTIFICATES);

    all(
        () -> refused(steer(stranger, "status"), NOT_ALLOWED, "grant the rights"),
        () -> refused(steer(stranger, "push-config"), NOT_ALLOWED, "grant the rights"),
        () -> refused(steer(stranger, "retrain"), NOT_ALLOWED, "grant the rights"),
        () -> refused(steer(stranger, "locate"), NOT_ALLOWED, "grant the rights"),
        () ->
            refused(steer(with(stranger, cassandra()), "deploy"), NOT_ALLOWED, "grant the rights"),
        () -> refused(steer(with(stranger, reader()), "query"), NOT_ALLOWED, "grant the rights"),
        () -> refused(steer(forger, "status"), "authenticat", NOWHERE),
        () -> refused(steer(with(forger, cassandra()), "deploy"), NOWHERE),
        () -> refused(steer(nobody, "status"), "authenticat", NOWHERE),
        () -> refused(steer(mistrustful, "status"), "PULSAR_TLS_TRUST_CERTS_FILE"),
        () -> refused(steer(with(mistrustful, cassandra()), "deploy"), "PULSAR_TLS_TRUST_CERTS"),
        () -> refusedBesideItsLog(trainer(stranger), NOT_ALLOWED, "grant the rights"),
        () -> refusedBesideItsLog(trainer(forger), "authenticat", NOWHERE),
        () -> refusedBesideItsLog(trainer(mistrustful), "PULSAR_TLS_TRUST_CERTS_FILE"));
  }

  @Test
  @Order(3)
  void tellsWhoMayNotUseCassandraWhyAndShowsNothing() throws IOException {
    Map<String, String> operator = pulsar(security.token(StackSecurity.OPERATOR));
    Map<String, String> wrong = cassandra(StackSecurity.OPERATOR, "a guess");
    Path fresh = variant("fresh", "keyspace: e2e", "keyspace: fresh");
    Path mistrustful =
        variant("mistrustful", ", trusted_certificates: \"" + security.certificate() + "\"", "");
    Path plain =
        Files.writeString(file.resolveSibling("plain.yaml"), PipelineFile.named("secured").text());

    all(
        () ->
            refused(deploy(with(operator, wrong), file), "incorrect", "SHARDSTEER_CASSANDRA_PASS"),
        () -> refused(deploy(operator, file), "requires authentication", "SHARDSTEER_CASSANDRA"),
        () -> refused(deploy(with(operator, reader()), fresh), "CREATE permission", "grant it"),
        () -> refused(steer(with(operator, wrong), "query"), "incorrect", "CASSANDRA_PASS"),
        () -> refused(steer(operator, "query"), "requires authentication", "CASSANDRA_PASS"),
        () -> refused(deploy(with(operator, cassandra()), mistrustful), "Set storage.tls"),
        () -> refused(deploy(with(operator, cassandra()), plain), "Set storage.tls"));
  }

  @Test
  @Order(4)
  void aRouterWithAWrongPasswordSaysSoAndKeepsItsRecordsUnacknowledged() throws Exception {
    Path templates = templatesWithSecrets("a guess");
    try (Pipeline locked =
        Pipeline.deploy(
            servers, Cluster.of(servers.stack()), PipelineFile.named("locked"), 1, templates)) {
      try (NumberedPublisher publisher = locked.publish(Places.FOUR_TOWNS, 100, 0)) {
        publisher.awaitMore(100);
      }
      Awaitility.await("the router's complaint")
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  routerLog("locked").contains("Cassandra cannot be used")
                      && routerLog("locked").contains("SHARDSTEER_CASSANDRA_PASSWORD"));
      assertThat(locked.progress().backlog()).isPositive();
      assertThat(Held.of(servers, locked.config(), locked.past().shards()).rows()).isEmpty();
    }
  }

  @Test
  @Order(5)
  void secretsAreNowhereToBeSeen() throws Exception {
    servers.logs().forEach(leaks::look);
    Folders.logs(Command.LOGS).forEach(leaks::look);
    Topics topics = pipeline.topics();
    for (String topic :
        List.of(
            topics.decisionLog(),
            topics.config(),
            topics.configAnswers(),
            topics.tables(),
            topics.reports(),
            topics.samples(),
            topics.retrainRequests(),
            topics.trainingOutcomes())) {
      lookThrough(topic);
    }
    for (SteerFunction function : SteerFunction.values()) {
      leaks.look(
          "pulsar-admin functions get",
          servers
              .admin()
              .functions()
              .getFunction("public", "default", function.name("secured"))
              .toString());
    }
    PipelineConfig config = pipeline.config();
    leaks.look("a configuration", config.toString());
    leaks.look("a login", cassandraLogin() + " " + servers.login(StackSecurity.OPERATOR));

    assertThat(leaks.found()).isEmpty();
    assertThat(leaks.looks()).as("looks at all command lines").isGreaterThan(10);
    assertThat(leaks.programs())
        .contains("org.apache.pulsar.functions", "shardsteer-trainer", "cli.Steer");
  }

  private void lookThrough(String topic) throws PulsarClientException {
    TopicFollower.readThrough(
        servers.client(),
        topic,
        message ->
            leaks.look(
                topic,
                new String(message.getData(), StandardCharsets.ISO_8859_1)
                    + message.getProperties()));
  }

  private String routerLog(String pipelineName) {
    return servers.logs().stream()
        .filter(log -> log.toString().contains(pipelineName + "-router"))
        .map(SecuredIT::text)
        .reduce("", String::concat);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** The functions' templates as an operator with Pulsar secrets writes them. */
  private Path templatesWithSecrets(String password) throws IOException {
    Path folder = Files.createDirectories(servers.folder("locked").resolve("templates"));
    for (SteerFunction function : SteerFunction.values()) {
      String name = function.suffix() + ".yaml";
      Files.writeString(
          folder.resolve(name),
          Files.readString(Installation.find().shipped("functions").resolve(name))
              + """
              secrets:
                SHARDSTEER_CASSANDRA_USERNAME: router
                SHARDSTEER_CASSANDRA_PASSWORD: %s
              """
                  .formatted(password));
    }
    return folder;
  }

  private Path variant(String name, String piece, String instead) throws IOException {
    return Files.writeString(
        file.resolveSibling(name + ".yaml"), Files.readString(file).replace(piece, instead));
  }

  private static void refused(Command command, String... says) {
    assertThat(command.output()).doesNotContain("\tat ");
    refusedBesideItsLog(command, says);
  }

  /** A service writes its log, stack traces included, to where it says what is wrong. */
  private static void refusedBesideItsLog(Command command, String... says) {
    assertThat(command.output()).contains(says);
    assertThat(command.output()).as("no data").doesNotContain("imbalance", "rebalanced", "adopted");
    assertThat(command.exitCode()).as(command.output()).isEqualTo(1);
  }

  /** At the same time: most of them wait for servers. */
  private void all(Runnable... checks) {
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (Runnable check : checks) {
      running.add(CompletableFuture.runAsync(check));
    }
    assertAll(running.stream().map(check -> check::join));
  }

  private Command steer(Map<String, String> environment, String command) {
    return steer(environment, command, file);
  }

  private Command deploy(Map<String, String> environment, Path pipelineFile) {
    return steer(environment, "deploy", pipelineFile);
  }

  private Command steer(Map<String, String> environment, String command, Path pipelineFile) {
    return Command.steer(
        environment,
        List.of(
            command,
            pipelineFile.toString(),
            "--service-url",
            servers.stack().serviceUrl(),
            "--admin-url",
            servers.stack().adminUrl(),
            "--pulsar-admin",
            servers.stack().adminCommand().toString(),
            "--cassandra",
            servers.stack().cassandraAddress(),
            "--datacenter",
            servers.stack().datacenter()));
  }

  private Command trainer(Map<String, String> environment) {
    return Command.jar(
        Pipeline.trainerJar(),
        environment,
        List.of(
            "--service-url",
            servers.stack().serviceUrl(),
            "--admin-url",
            servers.stack().adminUrl(),
            file.toString()));
  }

  private Map<String, String> pulsar(String token) {
    return new HashMap<>(PulsarLogin.token(token, security.certificate().toString()).environment());
  }

  private Map<String, String> cassandra() {
    CassandraCredentials login = cassandraLogin();
    return cassandra(login.username(), login.password());
  }

  private Map<String, String> reader() {
    return cassandra(StackSecurity.READER, security.cassandraPassword(StackSecurity.READER));
  }

  private CassandraCredentials cassandraLogin() {
    return new CassandraCredentials(
        StackSecurity.OPERATOR, security.cassandraPassword(StackSecurity.OPERATOR));
  }

  private static Map<String, String> cassandra(String role, String password) {
    return Map.of(CassandraCredentials.USERNAME, role, CassandraCredentials.PASSWORD, password);
  }

  private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
    Map<String, String> both = new HashMap<>(some);
    both.putAll(more);
    return both;
  }
}
