package io.shardsteer.deploy.e2e;

import io.shardsteer.common.message.TrainingOutcome.Candidate;
import io.shardsteer.common.model.ModelManifest;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.pulsar.MessagePublisher;
import io.shardsteer.common.pulsar.PackageStore;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.Resolution;
import io.shardsteer.common.steering.RoutingTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.packages.management.core.common.PackageMetadata;

/** Makes packages out of a pipeline's present model, good and bad, and announces them. */
final class ModelForge implements AutoCloseable {
  private static final String MOJO = "model.mojo";

  private final Pipeline pipeline;
  private final MessagePublisher outcomes;
  private final ModelRef present;
  private final ModelManifest manifest;
  private final byte[] mojo;
  private int lastVersion;

  /** Begins with the model of the newest table. */
  ModelForge(Pipeline pipeline) throws IOException, PulsarClientException {
    this.pipeline = pipeline;
    RoutingTable newest = PastRouting.of(pipeline.servers(), pipeline.config()).newest();
    present = newest.model();
    lastVersion = present.version();
    byte[] bytes =
        new PackageStore(pipeline.servers().admin(), ModelPackage.maxBytes(pipeline.config()))
            .fetch(present.packageUrl());
    manifest = ModelPackage.read(bytes, present, pipeline.config()).manifest();
    mojo = file(bytes, MOJO);
    outcomes =
        MessagePublisher.open(pipeline.servers().client(), pipeline.topics().trainingOutcomes());
  }

  private static byte[] file(byte[] zipped, String name) throws IOException {
    try (var zip = new ZipInputStream(new ByteArrayInputStream(zipped))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(name)) {
          return zip.readAllBytes();
        }
      }
    }
    throw new IOException("The package has no " + name);
  }

  byte[] mojo() {
    return mojo.clone();
  }

  ModelManifest manifest() {
    return manifest;
  }

  /** The present model as a new version, its manifest in order. */
  byte[] sameModel(int version) {
    return ModelPackage.write(manifest(version, mojo), mojo);
  }

  /** The present model's manifest for another version and MOJO. */
  ModelManifest manifest(int version, byte[] otherMojo) {
    return new ModelManifest(
        manifest.pipeline(),
        version,
        manifest.modelType(),
        manifest.columns(),
        manifest.fitted(),
        ModelPackage.checksum(otherMojo),
        otherMojo.length,
        manifest.evaluation(),
        manifest.testVectors(),
        manifest.placing(),
        manifest.ordering());
  }

  int nextVersion() {
    // Requests that are in flight count versions up too.
    lastVersion += 10;
    return lastVersion;
  }

  /**
   * Stores a package and announces it as a trainer does, its checksum in order.
   *
   * @return the announced version's request id
   */
  String announce(int version, byte[] bytes, List<Double> quantiles)
      throws IOException, PulsarAdminException, PulsarClientException {
    return announce(version, bytes, quantiles, Resolution.FULL);
  }

  /**
   * The same, judged to be even enough at a resolution.
   *
   * @return the announced version's request id
   */
  String announce(int version, byte[] bytes, List<Double> quantiles, int resolution)
      throws IOException, PulsarAdminException, PulsarClientException {
    String requestId = "forged-" + version;
    String url = pipeline.topics().modelPackage(version, requestId);
    Path file = Files.createTempFile("forged-", ".zip");
    try {
      Files.write(file, bytes);
      pipeline
          .servers()
          .admin()
          .packages()
          .upload(
              PackageMetadata.builder()
                  .description("forged")
                  .contact("a test")
                  .properties(Map.of())
                  .build(),
              url,
              file.toString());
    } finally {
      Files.delete(file);
    }
    Map<String, Double> evaluation = new HashMap<>(manifest.evaluation());
    evaluation.put(Candidate.RESOLUTION, (double) resolution);
    outcomes.sendNow(
        requestId,
        new Candidate(
            requestId,
            new ModelRef(version, url, ModelPackage.checksum(bytes)),
            IntStream.range(0, pipeline.config().shards().targetShardCount()).boxed().toList(),
            quantiles,
            List.of(),
            evaluation,
            1));
    return requestId;
  }

  /** Quantiles of order keys that lie evenly between two. */
  static List<Double> evenly(double from, double to) {
    return IntStream.rangeClosed(0, 4_096).mapToObj(i -> from + (to - from) * i / 4_096.0).toList();
  }

  @Override
  public void close() throws PulsarClientException {
    outcomes.close();
  }
}
