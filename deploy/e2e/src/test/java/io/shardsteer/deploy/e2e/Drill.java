package io.shardsteer.deploy.e2e;

import io.shardsteer.deploy.stack.FunctionProcess;
import io.shardsteer.deploy.stack.ProcessGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A pipeline with a model that is led through faults while records keep coming. After each fault
 * every record since the beginning is accounted for. Not thread-safe.
 */
final class Drill implements AutoCloseable {
  /** Records published in a second. */
  static final int PER_SECOND = 400;

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Pipeline pipeline;
  private final List<ProcessGroup> trainers = new ArrayList<>();
  private final Random random = new Random(Pipeline.SEED);

  private Drill(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** A part of a drill; it may wait. */
  @FunctionalInterface
  interface Step {
    void take(NumberedPublisher publisher) throws Exception;
  }

  /** Leads a pipeline with some trainers to its first model. */
  static Drill begin(Pipeline pipeline, int trainers) throws Exception {
    var drill = new Drill(pipeline);
    for (int i = 0; i < trainers; i++) {
      drill.startTrainer();
    }
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0)) {
      pipeline.decisionLog().await("adopted");
      publisher.awaitMore(PER_SECOND);
    }
    return drill;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  /** All trainers so far, dead ones too. */
  List<ProcessGroup> trainers() {
    return trainers;
  }

  /** Starts one more trainer and waits until it waits for requests. */
  ProcessGroup startTrainer() {
    ProcessGroup trainer = pipeline.startTrainer("trainer-" + trainers.size());
    trainers.add(trainer);
    Awaitility.await("a trainer")
        .atMost(PATIENCE)
        .until(() -> hasSaid(trainer, "Waiting for retrain requests"));
    return trainer;
  }

  /** Whether a trainer's log has these words. */
  static boolean hasSaid(ProcessGroup trainer, String words) {
    try {
      return Files.readString(trainer.log()).contains(words);
    } catch (IOException notYet) {
      return false;
    }
  }

  /** A number of records, up to a bound, to wait for: moments that no test chooses. */
  int anyRecords(int bound) {
    return 1 + random.nextInt(bound);
  }

  <T> T any(List<T> things) {
    return things.get(random.nextInt(things.size()));
  }

  /** Waits until so many router instances run, none of them one of those. */
  void awaitRouters(int count, Set<Long> strangers) {
    Awaitility.await(count + " router instances")
        .atMost(PATIENCE)
        .until(
            () -> {
              Set<Long> pids =
                  pipeline.routers().stream().map(FunctionProcess::pid).collect(Collectors.toSet());
              pids.removeAll(strangers);
              return pids.size() == count;
            });
  }

  /** Publishes through a fault and the recovery from it, then accounts for every record. */
  Account survive(String what, String happened, Step fault, Step recovery) throws Exception {
    System.out.printf("---- %s%n", what);
    Duration taken;
    try (NumberedPublisher publisher = pipeline.publish(Places.FOUR_TOWNS, PER_SECOND, 0)) {
      publisher.awaitMore(PER_SECOND);
      fault.take(publisher);
      long mendedNanos = System.nanoTime();
      recovery.take(publisher);
      taken = Duration.ofNanos(System.nanoTime() - mendedNanos);
      publisher.awaitMore(PER_SECOND);
    }
    Account account = pipeline.account();
    FaultTable.add(what, happened, account, taken);
    account.mustBeBalanced();
    return account;
  }

  /** The usual recovery: everything published up to now is acknowledged. */
  void awaitAllSoFar(NumberedPublisher publisher) throws Exception {
    pipeline.progress().awaitAllSoFar();
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
