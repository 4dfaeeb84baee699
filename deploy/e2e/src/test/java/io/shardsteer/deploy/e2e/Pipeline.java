package io.shardsteer.deploy.e2e;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.CommandAnswer;
import io.shardsteer.common.message.ControllerCommand;
import io.shardsteer.common.message.ControllerCommand.Origin;
import io.shardsteer.common.message.LoggedDecision;
import io.shardsteer.common.message.MessageCodec;
import io.shardsteer.common.message.ReshardMessage;
import io.shardsteer.common.message.RouterReport;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.message.WholeReports;
import io.shardsteer.common.pulsar.ControllerClient;
import io.shardsteer.common.pulsar.SteerFunction;
import io.shardsteer.common.pulsar.TopicFollower;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.cli.rollout.ConfigPusher;
import io.shardsteer.deploy.cli.rollout.LocalTrainer;
import io.shardsteer.deploy.cli.rollout.Operator;
import io.shardsteer.deploy.cli.rollout.Rollout;
import io.shardsteer.deploy.stack.FunctionProcess;
import io.shardsteer.deploy.stack.Installation;
import io.shardsteer.deploy.stack.ProcessGroup;
import io.shardsteer.deploy.stack.StackSecurity;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;
import org.awaitility.Awaitility;

/**
 * A pipeline on the servers, deployed as an operator deploys it, with its trainers, its decision
 * log and everything that was published to it. Closing it takes it off again.
 */
final class Pipeline implements AutoCloseable {
  private static final Path JARS = Path.of(System.getProperty("shardsteer.deployed", "target"));
  private static final Path FUNCTIONS = JARS.resolve("shardsteer-functions-all.jar");
  private static final Path TEMPLATES = Installation.find().shipped("functions");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A mover goes down to a 20th of its rate where writes are slow, as on a busy machine. */
  private static final Duration MOVE_PATIENCE = Duration.ofMinutes(10);

  static final long SEED = Long.getLong("shardsteer.seed", System.nanoTime());

  private final Servers servers;
  private final Cluster cluster;
  private final PipelineConfig config;
  private final Rollout rollout;
  private final Topics topics;
  private final DecisionLog decisionLog;
  private final Progress progress;
  private final Published published = new Published();
  private final List<ProcessGroup> trainers = new ArrayList<>();

  private Pipeline(
      Servers servers,
      Cluster cluster,
      PipelineConfig config,
      Rollout rollout,
      DecisionLog decisionLog) {
    this.servers = servers;
    this.cluster = cluster;
    this.config = config;
    this.rollout = rollout;
    this.topics = Topics.beside(config.input().topic(), config.pipeline());
    this.decisionLog = decisionLog;
    this.progress = new Progress(servers.admin(), config);
  }

  /**
   * @param routers instances of the router
   */
  static Pipeline deploy(Servers servers, PipelineFile file, int routers)
      throws PulsarAdminException, PulsarClientException {
    return deploy(servers, Cluster.of(servers.stack()), file, routers);
  }

  /**
   * @param cluster may have another Cassandra than the servers of the run
   * @param routers instances of the router
   */
  static Pipeline deploy(Servers servers, Cluster cluster, PipelineFile file, int routers)
      throws PulsarAdminException, PulsarClientException {
    return deploy(servers, cluster, file, routers, TEMPLATES);
  }

  /**
   * @param templates folder of the functions' templates
   */
  static Pipeline deploy(
      Servers servers, Cluster cluster, PipelineFile file, int routers, Path templates)
      throws PulsarAdminException, PulsarClientException {
    PipelineConfig config = cluster.place(file.config());
    Rollout rollout = rollout(servers, cluster, config, FUNCTIONS, templates);
    rollout.deploy(config, routers);
    return started(servers, cluster, config, rollout);
  }

  private static Pipeline started(
      Servers servers, Cluster cluster, PipelineConfig config, Rollout rollout)
      throws PulsarAdminException, PulsarClientException {
    servers
        .admin()
        .topics()
        .createSubscription(config.input().topic(), Progress.ACCOUNTANT, MessageId.earliest);
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    return new Pipeline(
        servers, cluster, config, rollout, new DecisionLog(servers.client(), topics.decisionLog()));
  }

  /** A pipeline that another version deploys, from the same pipeline file. */
  static Pipeline deploy(Servers servers, PipelineFile file, int routers, OtherVersion other)
      throws IOException, InterruptedException, PulsarAdminException, PulsarClientException {
    Cluster cluster = Cluster.of(servers.stack());
    PipelineConfig config = cluster.place(file.config());
    Path folder = Files.createDirectories(servers.folder(config.pipeline()));
    other.deploy(cluster, Files.writeString(folder.resolve("pipeline.yaml"), file.text()), routers);
    Rollout rollout = rollout(servers, cluster, config, FUNCTIONS, TEMPLATES);
    return started(servers, cluster, config, rollout);
  }

  private static Rollout rollout(
      Servers servers, Cluster cluster, PipelineConfig config, Path functionJar, Path templates) {
    return new Rollout(
        cluster,
        new Rollout.Artifacts(functionJar, templates, servers.folder(config.pipeline())),
        System.out::println,
        System.out::println);
  }

  /** Updates the functions to a jar that holds a note more, while everything goes on. */
  void updateFunctions(int routers) throws IOException {
    Path jar = servers.folder(config.pipeline()).resolve("functions-" + System.nanoTime() + ".jar");
    Files.createDirectories(jar.getParent());
    Files.copy(FUNCTIONS, jar);
    try (FileSystem zip = FileSystems.newFileSystem(jar)) {
      Files.writeString(zip.getPath("/a-new-build.txt"), jar.getFileName().toString());
    }
    rollout(servers, cluster, config, jar, TEMPLATES).deploy(config, routers);
  }

  /** The trainer's runnable jar. */
  static Path trainerJar() {
    return jar("shardsteer-trainer-all.jar");
  }

  /** One of the jars that are shipped. */
  static Path jar(String name) {
    return JARS.resolve(name);
  }

  PipelineConfig config() {
    return config;
  }

  Topics topics() {
    return topics;
  }

  DecisionLog decisionLog() {
    return decisionLog;
  }

  Progress progress() {
    return progress;
  }

  /** SIGKILL to the controller; what its successor says once it has started. */
  LoggedDecision restartController() {
    long started = decisionLog.count("started");
    controllers().forEach(FunctionProcess::kill);
    return decisionLog.awaitAfter("started", started);
  }

  /** Waits until an instance of the router reports beside so many incarnations before. */
  void awaitNewRouter(int incarnations, Duration patience) {
    Awaitility.await("a new instance that routes")
        .atMost(patience)
        .until(() -> instancesByIncarnation().size() > incarnations);
  }

  /** The running instances of the router. */
  List<FunctionProcess> routers() {
    return servers.stack().functionInstances(SteerFunction.ROUTER.name(config.pipeline()));
  }

  /** The running instance of the metrics function; several while one takes over. */
  List<FunctionProcess> controllers() {
    return servers.stack().functionInstances(SteerFunction.METRICS.name(config.pipeline()));
  }

  Servers servers() {
    return servers;
  }

  /** Starts a trainer, or one more that stands by. */
  ProcessGroup startTrainer(String name) {
    return startTrainer(name, trainerJar());
  }

  /** Starts the trainer of another version. */
  ProcessGroup startTrainer(String name, Path jar) {
    ProcessGroup trainer =
        new LocalTrainer(jar, servers.folder(config.pipeline()).resolve(name))
            .restart(
                cluster.as(servers.login(StackSecurity.TRAINER)), config, ProcessGroup.Life.OWNED);
    trainers.add(trainer);
    return trainer;
  }

  /** Pushes another configuration to the running parts and waits for their answers. */
  ConfigPusher.Outcome push(PipelineFile file) {
    PipelineConfig pushed = cluster.place(file.config());
    rollout.prepare(pushed);
    return new ConfigPusher(cluster, PATIENCE)
        .push(pushed, Operator.wants(""), System.out::println);
  }

  /** Deletes the functions; all else stays. */
  void takeOff() {
    rollout.undeploy(config);
  }

  /** Deploys another version over what runs. */
  void deployAgain(int routers, OtherVersion other) throws IOException, InterruptedException {
    other.deploy(cluster, servers.folder(config.pipeline()).resolve("pipeline.yaml"), routers);
  }

  /** Deploys over what runs, as an operator's second {@code deploy} does. */
  void deployAgain(PipelineFile file, int routers) {
    rollout.deploy(cluster.place(file.config()), routers);
  }

  /** Starts a command of {@code deploy/steer} on a pipeline file. */
  SteerCommand steer(String name, PipelineFile file, String command, String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(command, write(name, file)));
    all.addAll(List.of(arguments));
    return SteerCommand.start(cluster, servers.folder(config.pipeline()), name, all);
  }

  /** Writes a pipeline file, for a command line. */
  String write(String name, PipelineFile file) throws IOException {
    Path folder = Files.createDirectories(servers.folder(config.pipeline()));
    return Files.writeString(folder.resolve(name + ".yaml"), file.text()).toString();
  }

  /** Runs a command of {@code deploy/steer} to its end. */
  SteerRun run(String... arguments) throws IOException, InterruptedException {
    return SteerRun.of(cluster, servers.folder(config.pipeline()), List.of(arguments));
  }

  /** Asks questions again and again until it is closed. */
  Questions questions() throws PulsarClientException {
    return new Questions(servers, config);
  }

  /** Waits until the newest word on moves of rows is as wanted. */
  void awaitReshard(Predicate<ReshardMessage> wanted) throws PulsarClientException {
    AtomicReference<ReshardMessage> newest = new AtomicReference<>();
    TopicFollower follower =
        TopicFollower.follow(
            servers.client(),
            topics.reshards(),
            message -> newest.set(MessageCodec.decode(message.getData(), ReshardMessage.class)));
    try {
      Awaitility.await("move of rows")
          .atMost(MOVE_PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> newest.get() != null && wanted.test(newest.get()));
    } finally {
      follower.close();
    }
  }

  /** Waits until the shards' tables hold as many rows as wanted. */
  void awaitRows(Predicate<Map<Integer, Long>> wanted) {
    Awaitility.await("rows").atMost(MOVE_PATIENCE).until(this::rows, wanted);
  }

  /** The routing history and the moves of rows up to now. */
  PastRouting past() throws IOException, PulsarClientException {
    return PastRouting.of(servers, config);
  }

  /** How many rows each shard's table has. */
  Map<Integer, Long> rows() throws IOException, PulsarClientException {
    return Held.rows(servers, config, past().shards()).stream()
        .collect(Collectors.groupingBy(Row::shard, TreeMap::new, Collectors.counting()));
  }

  /** Asks for a new model as an operator does. */
  void retrain() {
    command(ControllerCommand.Retrain::new);
  }

  /** Sends the controller a command and waits for its answer. */
  CommandAnswer command(Function<Origin, ControllerCommand> command) {
    var origin =
        new Origin(UUID.randomUUID().toString(), "ann", "a test", System.currentTimeMillis());
    try (PulsarClient client = cluster.client();
        var controller = new ControllerClient(client, topics)) {
      return controller.send(command.apply(origin), PATIENCE).orElseThrow();
    } catch (PulsarClientException | InterruptedException e) {
      throw new IllegalStateException("A command was not sent", e);
    }
  }

  /** Publishes bytes without a schema at a steady rate until the publisher is closed. */
  NumberedPublisher publish(Places places, int perSecond, double garbageShare)
      throws PulsarClientException {
    return publish(places, perSecond, garbageShare, Schema.BYTES);
  }

  /** Publishes records at a steady rate until the publisher is closed. */
  NumberedPublisher publish(
      Places places, int perSecond, double garbageShare, Schema<byte[]> schema)
      throws PulsarClientException {
    return publish(servers.client(), places, perSecond, garbageShare, schema);
  }

  /** Publishes through a client of its own, whose clock may be wrong. */
  NumberedPublisher publish(PulsarClient client, Places places, int perSecond)
      throws PulsarClientException {
    return publish(client, places, perSecond, 0, Schema.BYTES);
  }

  private NumberedPublisher publish(
      PulsarClient client, Places places, int perSecond, double garbageShare, Schema<byte[]> schema)
      throws PulsarClientException {
    return new NumberedPublisher(
        client
            .newProducer(schema)
            .topic(config.input().topic())
            .sendTimeout(2, TimeUnit.MINUTES)
            .blockIfQueueFull(true)
            .batchingMaxPublishDelay(5, TimeUnit.MILLISECONDS)
            .create(),
        published,
        SEED,
        places,
        perSecond,
        garbageShare);
  }

  /** Waits until the routers are done with everything published so far, and accounts for it. */
  Account account() throws IOException, PulsarAdminException, PulsarClientException {
    progress.awaitAllSoFar();
    PastRouting past = PastRouting.of(servers, config);
    Account account =
        new Account(published.byNumber(), Held.of(servers, config, past.shards()), past);
    System.out.println(account);
    return account;
  }

  /**
   * The router instances that have reported so far, by incarnation: a restarted instance begins a
   * new one.
   */
  Map<String, String> instancesByIncarnation() throws PulsarClientException {
    Map<String, String> instances = new HashMap<>();
    WholeReports reports = new WholeReports();
    TopicFollower.readThrough(
        servers.client(),
        topics.reports(),
        message ->
            reports
                .whole(MessageCodec.decode(message.getData(), RouterReport.class))
                .filter(report -> !report.records().isEmpty())
                .ifPresent(report -> instances.put(report.incarnation(), report.instance())));
    return instances;
  }

  @Override
  public void close() {
    trainers.forEach(ProcessGroup::kill);
    decisionLog.close();
    rollout.undeploy(config);
  }
}
