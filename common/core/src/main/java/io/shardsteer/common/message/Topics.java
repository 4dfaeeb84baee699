package io.shardsteer.common.message;

/**
 * The topics of a pipeline, all beside its input topic's namespace and prefixed with its name.
 *
 * @param namespace {@code tenant/namespace}
 * @param pipeline the pipeline's name
 */
public record Topics(String namespace, String pipeline) {
  private String topic(String suffix) {
    return "persistent://" + namespace + "/" + pipeline + "-" + suffix;
  }

  /** The topics of a pipeline with the given input topic. */
  public static Topics beside(String inputTopic, String pipeline) {
    String path = inputTopic.substring(inputTopic.indexOf("://") + 3);
    return new Topics(path.substring(0, path.lastIndexOf('/')), pipeline);
  }

  /**
   * The subscription by which all instances of a function share their input, as Pulsar names it.
   */
  public static String subscription(String tenant, String namespace, String function) {
    return String.join("/", tenant, namespace, function);
  }

  public String shard(int shard) {
    return topic("shard-" + shard);
  }

  /** Routing tables, compacted, key = revision. */
  public String tables() {
    return topic("routing");
  }

  /** Moves of stored rows, compacted, key = number. */
  public String reshards() {
    return topic("reshards");
  }

  /** Samples, with retention. */
  public String samples() {
    return topic("samples");
  }

  /** Router reports, compacted, key = {@link RouterReport#key}. */
  public String reports() {
    return topic("reports");
  }

  /** Tables that were used late, compacted, key = {@link LateTable#messageKey}. */
  public String lateTables() {
    return topic("late-tables");
  }

  /** What readers have measured. */
  public String queryReports() {
    return topic("query-reports");
  }

  public String retrainRequests() {
    return topic("retrain-requests");
  }

  /** {@link MoveRequest}s. */
  public String moveRequests() {
    return topic("move-requests");
  }

  /** What became of retrain requests. */
  public String trainingOutcomes() {
    return topic("training-outcomes");
  }

  public String decisionLog() {
    return topic("decisions");
  }

  public String deadLetters() {
    return topic("dead-letters");
  }

  /** Dead letters that were sent to the input topic again, compacted, key = number of the batch. */
  public String replays() {
    return topic("replays");
  }

  /** Pushed configuration, compacted, one key. */
  public String config() {
    return topic("config");
  }

  public String configAnswers() {
    return topic("config-answers");
  }

  /** {@link ControllerCommand}s of operators. */
  public String commands() {
    return topic("commands");
  }

  public String commandAnswers() {
    return topic("command-answers");
  }

  /** {@link ControllerStatus}, compacted, one key. */
  public String controllerStatus() {
    return topic("controller-status");
  }

  /** {@link ControllerCheckpoint}, compacted, one key. */
  public String controllerCheckpoint() {
    return topic("controller-checkpoint");
  }

  /** Pulsar package that holds a version of the pipeline's model. */
  public String modelPackage(int version, String requestId) {
    return "function://%s/%s-model@v%d-%s".formatted(namespace, pipeline, version, requestId);
  }
}
