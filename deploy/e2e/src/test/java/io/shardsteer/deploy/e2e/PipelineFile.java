package io.shardsteer.deploy.e2e;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A pipeline file as an operator writes it.
 *
 * @param text the file
 */
record PipelineFile(String text) {

  /** The tests' file, for a pipeline with the given name. */
  static PipelineFile named(String name) {
    try (InputStream in =
        Objects.requireNonNull(PipelineFile.class.getResourceAsStream("pipeline.yaml"))) {
      return new PipelineFile(
          new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("NAME", name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same file with a piece of it written differently. */
  PipelineFile with(String piece, String instead) {
    if (!text.contains(piece)) {
      throw new IllegalArgumentException("The pipeline file has no '" + piece + "'.");
    }
    return new PipelineFile(text.replace(piece, instead));
  }

  PipelineConfig config() {
    return PipelineConfigs.fromYaml(text, "pipeline.yaml");
  }
}
