package io.shardsteer.deploy.cli.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String SERVICE_URL = "pulsar://broker.pulsar.svc:6650";
  private static final String ADMIN_URL = "http://broker.pulsar.svc:8080";

  @ParameterizedTest
  @ValueSource(strings = {"bikes", "retail", "retail-outcomes"})
  void functionsHaveOnlyFieldsOfThePublishedDefinition(String pipeline) throws IOException {
    Map<String, String> fields = fields();
    List<String> wrong = new ArrayList<>();
    List<JsonNode> functions =
        rendered(pipeline, "login").stream()
            .filter(it -> it.path("kind").asText().equals("Function"))
            .toList();
    assertThat(functions).hasSize(2);
    functions.forEach(function -> check(function.path("spec"), "spec", fields, wrong));
    assertThat(wrong).isEmpty();
  }

  @Test
  void theCheckFindsAFieldThatIsNotThereAndAValueOfAnotherType() throws IOException {
    List<String> wrong = new ArrayList<>();
    check(
        YAML.readTree("{replicas: two, clusterNames: x, subscriptionPosition: Latest}"),
        "spec",
        fields(),
        wrong);
    assertThat(wrong).hasSize(3);
  }

  @Test
  void rendersEveryPartWithItsOwnName() throws IOException {
    assertThat(rendered("retail-outcomes", ""))
        .extracting(
            it -> it.path("kind").asText() + " " + it.path("metadata").path("name").asText())
        .containsExactly(
            "ConfigMap retail-outcomes-pulsar",
            "ConfigMap retail-outcomes-pipeline",
            "Job retail-outcomes-setup",
            "Function retail-outcomes-metrics",
            "Function retail-outcomes-router",
            "Deployment retail-outcomes-trainer",
            "Deployment retail-outcomes-console",
            "Service retail-outcomes-console");
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

  /** Type of each field by its path. */
  private static Map<String, String> fields() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ManifestsTest.class.getResourceAsStream("function-fields.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 2))
          .collect(Collectors.toMap(words -> words[0], words -> words[1]));
    }
  }

  private static void check(
      JsonNode node, String path, Map<String, String> fields, List<String> wrong) {
    String[] type = fields.getOrDefault(path, "unknown").split(" ");
    boolean fits =
        switch (type[0]) {
          case "any" -> true;
          case "object" -> node.isObject();
          case "array" -> node.isArray();
          case "boolean" -> node.isBoolean();
          case "integer" -> node.isInt();
          case "string" ->
              node.isTextual()
                  && (type.length == 1 || List.of(type[1].split("\\|")).contains(node.asText()));
          case "int-or-string" -> node.isInt() || node.isTextual();
          default -> false;
        };
    if (!fits) {
      wrong.add("%s is %s, not %s".formatted(path, node, String.join(" ", type)));
    } else if (node.isArray()) {
      node.forEach(element -> check(element, path + ".[]", fields, wrong));
    } else if (node.isObject() && !type[0].equals("any")) {
      String every = path + ".*";
      node.properties()
          .forEach(
              member ->
                  check(
                      member.getValue(),
                      fields.containsKey(every) ? every : path + "." + member.getKey(),
                      fields,
                      wrong));
    }
  }
}
