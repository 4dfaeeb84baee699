package io.shardsteer.deploy.cli.kubernetes;

import io.shardsteer.common.config.PipelineConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What runs beside the functions: a job that creates topics and tables, trainer and console. */
final class PodResources {
  private static final int CONSOLE_PORT = 8088;
  private static final int USER = 10_000;
  private static final String PIPELINE_FOLDER = "/pipeline";
  private static final String PIPELINE_FILE = PIPELINE_FOLDER + "/pipeline.yaml";
  private static final String TOKEN_FOLDER = "/secrets/console";

  private final PipelineConfig config;
  private final KubernetesSettings settings;
  private final String name;

  PodResources(PipelineConfig config, KubernetesSettings settings) {
    this.config = config;
    this.settings = settings;
    name = KubernetesSettings.name(config);
  }

  Map<String, Object> pulsarConfig() {
    return Resources.of(
        "v1",
        "ConfigMap",
        name + "-pulsar",
        Map.of(
            "data",
            Map.of(
                "webServiceURL", settings.adminUrl(), "brokerServiceURL", settings.serviceUrl())));
  }

  Map<String, Object> pipelineFile(String text) {
    return Resources.of(
        "v1", "ConfigMap", name + "-pipeline", Map.of("data", Map.of("pipeline.yaml", text)));
  }

  /** Topics, subscription, keyspace and tables; the functions find them when they start. */
  Map<String, Object> setup() {
    Map<String, Object> container =
        container("setup", "250m", "512Mi", steer("deploy", "--without-functions"));
    Map<String, Object> pod = pod(container, false);
    pod.put("restartPolicy", "OnFailure");
    return Resources.of(
        "batch/v1",
        "Job",
        name + "-setup",
        Map.of(
            "spec",
            Map.of("backoffLimit", 20, "template", Map.of("metadata", labels(), "spec", pod))));
  }

  Map<String, Object> trainer() {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of("java", "-XX:MaxRAMPercentage=75", "-jar", "/opt/shardsteer/trainer/trainer.jar"));
    command.addAll(cluster());
    command.add(PIPELINE_FILE);
    Map<String, Object> container = container("trainer", "500m", "2Gi", command);
    return deployment("trainer", pod(container, false));
  }

  Map<String, Object> console() {
    List<String> command = steer("console", "--listen", "0.0.0.0");
    command.addAll(List.of("--port", Integer.toString(CONSOLE_PORT)));
    command.addAll(List.of("--operator-token-file", TOKEN_FOLDER + "/operator"));
    Map<String, Object> container = container("console", "100m", "512Mi", command);
    container.put("ports", List.of(Map.of("name", "http", "containerPort", CONSOLE_PORT)));
    container.put("startupProbe", probe(5, 60));
    container.put("readinessProbe", probe(10, 3));
    container.put("livenessProbe", probe(30, 3));
    return deployment("console", pod(container, true));
  }

  Map<String, Object> consoleService() {
    return Resources.of(
        "v1",
        "Service",
        name + "-console",
        Map.of(
            "spec",
            Map.of(
                "selector",
                selector("console"),
                "ports",
                List.of(Map.of("name", "http", "port", CONSOLE_PORT, "targetPort", "http")))));
  }

  private static Map<String, Object> probe(int seconds, int failures) {
    return Map.of(
        "httpGet",
        Map.of("path", "/healthz", "port", "http"),
        "periodSeconds",
        seconds,
        "timeoutSeconds",
        5,
        "failureThreshold",
        failures);
  }

  private List<String> steer(String command, String... options) {
    List<String> words = new ArrayList<>(List.of("/opt/shardsteer/bin/steer", command));
    words.addAll(List.of(options));
    words.addAll(cluster());
    words.add(PIPELINE_FILE);
    return words;
  }

  private List<String> cluster() {
    return List.of("--service-url", settings.serviceUrl(), "--admin-url", settings.adminUrl());
  }

  private Map<String, Object> deployment(String part, Map<String, Object> pod) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("replicas", 1);
    spec.put("selector", Map.of("matchLabels", selector(part)));
    spec.put("template", Map.of("metadata", Map.of("labels", selector(part)), "spec", pod));
    return Resources.of("apps/v1", "Deployment", name + "-" + part, Map.of("spec", spec));
  }

  private Map<String, Object> selector(String part) {
    Map<String, Object> labels = new LinkedHashMap<>(Resources.labels(config));
    labels.put("app.kubernetes.io/component", part);
    return labels;
  }

  private Map<String, Object> labels() {
    return Map.of("labels", Resources.labels(config));
  }

  private Map<String, Object> container(
      String part, String cpu, String memory, List<String> command) {
    Map<String, Object> container = new LinkedHashMap<>();
    container.put("name", part);
    container.put("image", settings.image());
    container.put("command", command);
    container.put("env", environment());
    container.put(
        "resources",
        Map.of(
            "requests", Map.of("cpu", cpu, "memory", memory), "limits", Map.of("memory", memory)));
    container.put(
        "securityContext",
        Map.of(
            "allowPrivilegeEscalation",
            false,
            "readOnlyRootFilesystem",
            true,
            "capabilities",
            Map.of("drop", List.of("ALL"))));
    List<Map<String, Object>> mounts = new ArrayList<>();
    mounts.add(Map.of("name", "pipeline", "mountPath", PIPELINE_FOLDER));
    mounts.add(Map.of("name", "tmp", "mountPath", "/tmp"));
    if (part.equals("console")) {
      mounts.add(Map.of("name", "token", "mountPath", TOKEN_FOLDER));
    }
    container.put("volumeMounts", mounts);
    return container;
  }

  private List<Map<String, Object>> environment() {
    List<Map<String, Object>> environment = new ArrayList<>();
    environment.add(Map.of("name", "HOME", "value", "/tmp"));
    settings.pulsarSecret().ifPresent(secret -> add(Resources.PULSAR_LOGIN, secret, environment));
    settings
        .cassandraSecret()
        .ifPresent(secret -> add(Resources.CASSANDRA_LOGIN, secret, environment));
    return environment;
  }

  private static void add(
      Map<String, String> login, String secret, List<Map<String, Object>> environment) {
    login.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            variable ->
                environment.add(
                    Map.of(
                        "name",
                        variable.getKey(),
                        "valueFrom",
                        Map.of(
                            "secretKeyRef", Map.of("name", secret, "key", variable.getValue())))));
  }

  private Map<String, Object> pod(Map<String, Object> container, boolean token) {
    Map<String, Object> pod = new LinkedHashMap<>();
    pod.put("securityContext", Map.of("runAsNonRoot", true, "runAsUser", USER, "fsGroup", USER));
    pod.put("containers", List.of(container));
    List<Map<String, Object>> volumes = new ArrayList<>();
    volumes.add(Map.of("name", "pipeline", "configMap", Map.of("name", name + "-pipeline")));
    volumes.add(Map.of("name", "tmp", "emptyDir", Map.of()));
    if (token) {
      volumes.add(Map.of("name", "token", "secret", Map.of("secretName", name + "-console")));
    }
    pod.put("volumes", volumes);
    return pod;
  }
}
