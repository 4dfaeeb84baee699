package io.shardsteer.deploy.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String SERVICE_URL = "pulsar://broker.pulsar.svc:6650";
  private static final String ADMIN_URL = "http://broker.pulsar.svc:8080";

  @ParameterizedTest
  @ValueSource(strings = {"bikes", "retail", "retail-outcomes"})
  void everyResourceIsAsItsPublishedDefinitionSays(String pipeline) throws IOException {
    var functionFields = new PublishedFields("function-fields.txt");
    var kubernetesFields = new PublishedFields("kubernetes-fields.txt");
    for (String secret : List.of("", "login")) {
      for (JsonNode resource : rendered(pipeline, secret)) {
        String kind = resource.path("kind").asText();
        assertThat(
                kind.equals("Function")
                    ? functionFields.faults(resource.path("spec"), "spec")
                    : kubernetesFields.faults(resource, kind))
            .as(kind)
            .isEmpty();
      }
    }
  }

  @Test
  void theCheckFindsFieldsThatAreNotThereOrMissingAndValuesOfAnotherType() throws IOException {
    assertThat(
            new PublishedFields("function-fields.txt")
                .faults(
                    YAML.readTree(
                        "{replicas: two, clusterNames: x, subscriptionPosition: Latest, java: {}}"),
                    "spec"))
        .hasSize(4);
    assertThat(
            new PublishedFields("kubernetes-fields.txt")
                .faults(
                    YAML.readTree(
                        """
                        kind: Deployment
                        spec:
                          selector: {}
                          template:
                            spec:
                              containers:
                                - {name: a, resources: {limits: {memory: 1 GB}}, ports: [{port: 1}]}
                        """),
                    "Deployment"))
        .containsExactlyInAnyOrder(
            "PodTemplate.spec.containers.[].resources.limits.* is \"1 GB\", which is no quantity"
                + " []",
            "PodTemplate.spec.containers.[].ports.[].port is no field",
            "PodTemplate.spec.containers.[].ports.[].containerPort is missing");
  }

  @Test
  void rendersEveryPartWithItsOwnName() throws IOException {
    assertThat(rendered("retail-outcomes", ""))
        .extracting(
            it ->
                String.join(
                    " ",
                    it.path("apiVersion").asText(),
                    it.path("kind").asText(),
                    it.path("metadata").path("name").asText()))
        .containsExactly(
            "v1 ConfigMap retail-outcomes-pulsar",
            "v1 ConfigMap retail-outcomes-pipeline",
            "batch/v1 Job retail-outcomes-setup",
            "compute.functionmesh.io/v1alpha1 Function retail-outcomes-metrics",
            "compute.functionmesh.io/v1alpha1 Function retail-outcomes-router",
            "apps/v1 Deployment retail-outcomes-trainer",
            "apps/v1 Deployment retail-outcomes-console",
            "v1 Service retail-outcomes-console");
  }

  @Test
  void thePipelineFileTravelsWhole() throws IOException {
    JsonNode map = rendered("bikes", "").get(1);
    assertThat(
            PipelineConfigs.fromYaml(
                map.path("data").path("pipeline.yaml").asText(), "pipeline.yaml"))
        .isEqualTo(PipelineFile.read(Path.of("../pipelines/bikes.yaml")));
  }

  @Test
  void theRouterHasItsInstancesMemoryModelsAndLogins() throws IOException {
    JsonNode spec = rendered("bikes", "login").get(4).path("spec");
    assertThat(spec.path("name").asText()).isEqualTo("bikes-router");
    assertThat(spec.path("replicas").asInt()).isEqualTo(3);
    assertThat(spec.path("resources").path("limits").path("memory").asText()).isEqualTo("768Mi");
    assertThat(spec.path("volumeMounts").get(0).path("name").asText())
        .isEqualTo(spec.path("volumeClaimTemplates").get(0).path("metadata").path("name").asText());
    assertThat(spec.path("java").path("javaOpts").get(0).asText())
        .isEqualTo(
            "-Djava.io.tmpdir=" + spec.path("volumeMounts").get(0).path("mountPath").asText());
    assertThat(spec.path("funcConfig").path("admin_url").asText()).isEqualTo(ADMIN_URL);
    assertThat(spec.path("secretsMap").path("SHARDSTEER_CASSANDRA_PASSWORD").path("path").asText())
        .isEqualTo("login");
    assertThat(spec.path("pulsar").path("authSecret").asText()).isEqualTo("login");
  }

  @Test
  void podsAreOfNoRootAndTheConsoleIsAskedWhetherItLives() throws IOException {
    List<JsonNode> resources = rendered("bikes", "");
    for (int part : new int[] {2, 5, 6}) {
      JsonNode pod = resources.get(part).path("spec").path("template").path("spec");
      assertThat(pod.path("securityContext").path("runAsNonRoot").asBoolean()).isTrue();
      JsonNode container = pod.path("containers").get(0);
      assertThat(container.path("resources").path("limits").path("memory").asText()).isNotEmpty();
      List<String> volumes =
          pod.path("volumes").findValuesAsText("name").stream().distinct().toList();
      assertThat(volumes).containsAll(container.path("volumeMounts").findValuesAsText("name"));
    }
    JsonNode console = resources.get(6).path("spec");
    JsonNode container = console.path("template").path("spec").path("containers").get(0);
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      assertThat(container.path(probe).path("httpGet").path("path").asText()).isEqualTo("/healthz");
    }
    assertThat(console.path("selector").path("matchLabels"))
        .isEqualTo(console.path("template").path("metadata").path("labels"))
        .isEqualTo(resources.get(7).path("spec").path("selector"));
  }

  private static List<JsonNode> rendered(String pipeline, String secret) throws IOException {
    Optional<String> login = Optional.of(secret).filter(name -> !name.isEmpty());
    String text =
        Manifests.of(
            PipelineFile.read(Path.of("../pipelines/" + pipeline + ".yaml")),
            new KubernetesSettings(
                SERVICE_URL,
                ADMIN_URL,
                3,
                "registry/steer:1",
                "registry/functions:1",
                login,
                login),
            Path.of("../functions"));
    try (var documents =
        YAML.readerFor(JsonNode.class).<JsonNode>readValues(new YAMLFactory().createParser(text))) {
      return documents.readAll();
    }
  }
}
