package io.shardsteer.deploy.cli.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.pulsar.PulsarLogin;
import io.shardsteer.common.pulsar.SteerFunction;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionFilesTest {
  private static final Path TEMPLATES = Path.of("../functions");
  private static final Path BIKES = Path.of("../pipelines/bikes.yaml");

  @TempDir Path folder;

  @Test
  void theRouterHasTheWholePipelineAsItsConfigurationAndReadsTheInputItself() throws Exception {
    PipelineConfig config = PipelineFile.read(BIKES);

    JsonNode file = render(SteerFunction.ROUTER, config, 3);

    assertThat(file.path("tenant").asText()).isEqualTo("public");
    assertThat(file.path("namespace").asText()).isEqualTo("default");
    assertThat(file.path("name").asText()).isEqualTo("bikes-router");
    assertThat(file.path("parallelism").asInt()).isEqualTo(3);
    assertThat(file.path("inputs").path(0).asText())
        .isEqualTo("persistent://public/default/bikes-config");
    assertThat(userConfig(file)).isEqualTo(config);
  }

  @Test
  void theMetricsFunctionReadsTheReportsAndIsAlone() throws Exception {
    PipelineConfig config = PipelineFile.read(BIKES);

    JsonNode file = render(SteerFunction.METRICS, config, 3);

    assertThat(file.path("inputs").path(0).asText())
        .isEqualTo("persistent://public/default/bikes-reports");
    assertThat(file.path("parallelism").asInt()).isEqualTo(1);
    assertThat(userConfig(file)).isEqualTo(config);
  }

  @Test
  void theConfigurationOfAClusterCarriesItsCassandra() throws Exception {
    Cluster cluster =
        new Cluster(
            "pulsar://broker:6650",
            "http://broker:8080",
            PulsarLogin.NONE,
            List.of("node:9142"),
            "east",
            "pulsar-admin");

    JsonNode file = render(SteerFunction.ROUTER, cluster.place(PipelineFile.read(BIKES)), 1);

    assertThat(userConfig(file).storage().contactPoints()).containsExactly("node:9142");
    assertThat(userConfig(file).storage().localDatacenter()).isEqualTo("east");
  }

  @Test
  void tellsWhatARenderedFunctionReads() {
    Path file =
        new FunctionFiles(TEMPLATES)
            .render(SteerFunction.METRICS, PipelineFile.read(BIKES), 1, folder);

    assertThat(FunctionFiles.inputs(file))
        .containsExactly("persistent://public/default/bikes-reports");
  }

  @Test
  void namesThePlaceThatNothingIsKnownFor() {
    assertThatThrownBy(
            () -> FunctionFiles.fill("name: ${nmae}", Map.of("name", "bikes"), "router.yaml"))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("router.yaml has the place ${nmae}")
        .hasMessageContaining("Known places: name");
  }

  private JsonNode render(SteerFunction function, PipelineConfig config, int parallelism)
      throws Exception {
    Path file = new FunctionFiles(TEMPLATES).render(function, config, parallelism, folder);
    return new YAMLMapper().readTree(file.toFile());
  }

  @SuppressWarnings("unchecked")
  private static PipelineConfig userConfig(JsonNode file) {
    return PipelineConfigs.fromMap(
        new YAMLMapper().convertValue(file.path("userConfig"), Map.class));
  }
}
