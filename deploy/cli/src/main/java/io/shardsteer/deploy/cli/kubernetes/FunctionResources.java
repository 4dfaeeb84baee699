package io.shardsteer.deploy.cli.kubernetes;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.pulsar.SteerFunction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The two functions as FunctionMesh's kind {@code Function}. */
final class FunctionResources {
  private static final String JAR = "/pulsar/functions/shardsteer-functions.jar";
  private static final String CACHE = "/cache";
  private static final String CACHE_NAME = "models";

  private final PipelineConfig config;
  private final KubernetesSettings settings;

  FunctionResources(PipelineConfig config, KubernetesSettings settings) {
    this.config = config;
    this.settings = settings;
  }

  /**
   * @param template the function's file as {@code pulsar-admin} would read it: resources, secrets
   *     and all else that an operator has written there are taken over
   */
  Map<String, Object> of(SteerFunction function, Map<String, Object> template) {
    boolean router = function == SteerFunction.ROUTER;
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("name", template.get("name"));
    spec.put("tenant", template.get("tenant"));
    spec.put("namespace", template.get("namespace"));
    spec.put("className", template.get("className"));
    spec.put("image", settings.functionsImage());
    spec.put("java", java(router));
    spec.put("replicas", template.get("parallelism"));
    spec.put("showPreciseParallelism", true);
    spec.put("input", Map.of("topics", template.get("inputs"), "typeClassName", "[B"));
    spec.put("output", Map.of("typeClassName", "java.lang.Void"));
    spec.put("subscriptionPosition", small(template, "subscriptionPosition"));
    spec.put("cleanupSubscription", template.get("cleanupSubscription"));
    spec.put("processingGuarantee", small(template, "processingGuarantees"));
    spec.put("autoAck", template.get("autoAck"));
    spec.put("resources", resources(template));
    spec.put("secretsMap", secrets(template));
    spec.put("pulsar", pulsar());
    spec.put("pod", pod());
    spec.put("funcConfig", userConfig(template));
    if (router) {
      // An instance that starts while the package store is away routes by the models it has here.
      spec.put("volumeMounts", List.of(Map.of("name", CACHE_NAME, "mountPath", CACHE)));
      spec.put("volumeClaimTemplates", List.of(claim()));
    }
    return Resources.of(
        "compute.functionmesh.io/v1alpha1",
        "Function",
        KubernetesSettings.name(config) + "-" + function.suffix(),
        Map.of("spec", spec));
  }

  private static String small(Map<String, Object> template, String key) {
    return String.valueOf(template.get(key)).toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> java(boolean router) {
    Map<String, Object> java = new LinkedHashMap<>();
    java.put("jar", JAR);
    java.put("jarLocation", "");
    if (router) {
      java.put("javaOpts", List.of("-Djava.io.tmpdir=" + CACHE));
    }
    return java;
  }

  /** FunctionMesh lends no admin client. */
  private Map<String, Object> userConfig(Map<String, Object> template) {
    Map<String, Object> userConfig = new LinkedHashMap<>();
    userConfig.put("admin_url", settings.adminUrl());
    if (template.get("userConfig") instanceof Map<?, ?> map) {
      map.forEach((key, value) -> userConfig.put(String.valueOf(key), value));
    }
    return userConfig;
  }

  /** The heap is what the template says, so that the pod needs half as much again. */
  private static Map<String, Object> resources(Map<String, Object> template) {
    Object cpu = "1";
    long memory = 512L << 20;
    if (template.get("resources") instanceof Map<?, ?> map) {
      cpu = String.valueOf(map.get("cpu"));
      memory = map.get("ram") instanceof Number ram ? ram.longValue() : memory;
    }
    String mebibytes = memory * 3 / 2 / (1 << 20) + "Mi";
    return Map.of(
        "requests", Map.of("cpu", cpu, "memory", mebibytes),
        "limits", Map.of("memory", mebibytes));
  }

  private Map<String, Object> secrets(Map<String, Object> template) {
    Map<String, Object> secrets = new LinkedHashMap<>();
    settings
        .pulsarSecret()
        .ifPresent(
            name ->
                Resources.PULSAR_LOGIN.forEach(
                    (variable, key) -> secrets.put(variable, Map.of("path", name, "key", key))));
    settings
        .cassandraSecret()
        .ifPresent(
            name ->
                Resources.CASSANDRA_LOGIN.forEach(
                    (variable, key) -> secrets.put(variable, Map.of("path", name, "key", key))));
    if (template.get("secrets") instanceof Map<?, ?> map) {
      map.forEach((variable, secret) -> secrets.put(String.valueOf(variable), secret));
    }
    return secrets;
  }

  private Map<String, Object> pulsar() {
    Map<String, Object> pulsar = new LinkedHashMap<>();
    pulsar.put("pulsarConfig", KubernetesSettings.name(config) + "-pulsar");
    settings.pulsarSecret().ifPresent(name -> pulsar.put("authSecret", name));
    return pulsar;
  }

  private Map<String, Object> pod() {
    return Map.of(
        "labels",
        Resources.labels(config),
        "liveness",
        Map.of("initialDelaySeconds", 60, "periodSeconds", 30, "failureThreshold", 5),
        "terminationGracePeriodSeconds",
        60);
  }

  private static Map<String, Object> claim() {
    return Map.of(
        "metadata",
        Map.of("name", CACHE_NAME),
        "spec",
        Map.of(
            "accessModes",
            List.of("ReadWriteOnce"),
            "resources",
            Map.of("requests", Map.of("storage", "1Gi"))));
  }
}
