package io.shardsteer.common.mojo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardsteer.common.config.FeatureSpec;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PlacingKeys;
import io.shardsteer.common.feature.FeatureColumn;
import io.shardsteer.common.feature.FeatureExtractor;
import io.shardsteer.common.feature.FittedFeatures;
import io.shardsteer.common.feature.WordVectors;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.model.ModelManifest;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.steering.ModelRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A model as it travels from the trainer to the routers: one zip file of {@value #MANIFEST},
 * {@value #MOJO} and a MOJO of word vectors for each feature that learns them. Written by the
 * trainer, and trusted by nobody until {@link #read} has checked it.
 */
public final class ModelPackage {
  private static final String MANIFEST = "manifest.json";
  private static final String MOJO = "model.mojo";

  private static final long MAX_MANIFEST_BYTES = 1L << 24;

  /** JSON of many similar numbers packs well; a bomb packs a thousand to one. */
  private static final int MAX_RATIO = 100;

  /** So that equal models give equal packages. */
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

  private static final JsonMapper PLACING = JsonMapper.builder().build();

  private ModelPackage() {}

  /** The bytes of a package without word vectors, always the same for the same model. */
  public static byte[] write(ModelManifest manifest, byte[] mojo) {
    return write(manifest, mojo, Map.of());
  }

  /**
   * The package's bytes, always the same for the same model.
   *
   * @param words the MOJO with the word vectors of each feature that has some
   */
  public static byte[] write(ModelManifest manifest, byte[] mojo, Map<String, byte[]> words) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      put(zip, MANIFEST, ManifestJson.write(manifest));
      put(zip, MOJO, mojo);
      for (var feature : new TreeMap<>(words).entrySet()) {
        put(zip, wordsFile(feature.getKey()), feature.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(ENTRY_TIME);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  /** Lower-case hex SHA-256, for {@link ModelRef#checksum} and {@link ModelManifest}. */
  public static String checksum(byte[] bytes) {
    return Sha256.of(bytes);
  }

  /** The largest package of a pipeline that {@link #read} accepts, in bytes. */
  public static long maxBytes(PipelineConfig config) {
    return config.training().gate().maxModelBytes() + MAX_MANIFEST_BYTES;
  }

  /**
   * Checks a package in every respect and loads its model: size, checksums, files, manifest,
   * pipeline, features, MOJO, test vectors and speed.
   *
   * @param ref what the routing table says about it
   * @param config the pipeline that is to use it
   * @throws BadModelException naming the first thing that is wrong
   */
  public static LoadedModel read(byte[] bytes, ModelRef ref, PipelineConfig config) {
    checkSize(bytes, config);
    checkChecksum("package", bytes, ref.checksum());
    List<String> wordFeatures = wordFeatures(config);
    var limits = new ZipLimits(2 + wordFeatures.size(), maxBytes(config), MAX_RATIO);
    Map<String, byte[]> files = BoundedZip.unpack(bytes, "package", limits);
    checkNames(files.keySet(), wordFeatures);
    ModelManifest manifest = ManifestJson.read(file(files, MANIFEST));
    checkIdentity(manifest, ref, config);
    byte[] mojo = file(files, MOJO);
    checkChecksum("MOJO", mojo, manifest.mojoChecksum());
    FittedFeatures fitted = fitted(manifest, words(files, wordFeatures));
    FeatureExtractor features = features(manifest, config, fitted);
    checkPlacing(manifest, config);
    var positions = MojoModels.load(mojo, manifest.columns());
    TestVectors.check(positions, manifest);
    return new LoadedModel(ref, manifest, fitted, features, positions);
  }

  private static void checkSize(byte[] bytes, PipelineConfig config) {
    if (bytes.length > maxBytes(config)) {
      throw new BadModelException(
          """
          The package has %d bytes, more than %d.
          Train a smaller model, or raise max_model_bytes of the gate."""
              .formatted(bytes.length, maxBytes(config)));
    }
  }

  private static void checkChecksum(String what, byte[] bytes, String expected) {
    String actual = Sha256.of(bytes);
    if (!actual.equals(expected)) {
      throw new BadModelException(
          "The %s of %d bytes has checksum %s, but it must be '%s'."
              .formatted(what, bytes.length, actual, expected));
    }
  }

  /** The features whose word vectors a package may hold. */
  private static List<String> wordFeatures(PipelineConfig config) {
    return config.featureExtractionPipeline().stream()
        .filter(FeatureSpec.LearnedWords.class::isInstance)
        .map(FeatureSpec::name)
        .toList();
  }

  private static String wordsFile(String feature) {
    return "words/" + feature + ".mojo";
  }

  private static void checkNames(Set<String> names, List<String> wordFeatures) {
    Set<String> known = new HashSet<>(Set.of(MANIFEST, MOJO));
    wordFeatures.forEach(feature -> known.add(wordsFile(feature)));
    if (!known.containsAll(names)) {
      throw new BadModelException(
          "The package holds %s, but it may hold %s alone.".formatted(names, known));
    }
  }

  private static byte[] file(Map<String, byte[]> files, String name) {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new BadModelException(
          "The package holds %s, but it must hold %s and %s."
              .formatted(files.keySet(), MANIFEST, MOJO));
    }
    return bytes;
  }

  private static Map<String, WordVectors> words(
      Map<String, byte[]> files, List<String> wordFeatures) {
    Map<String, WordVectors> words = new HashMap<>();
    for (String feature : wordFeatures) {
      byte[] mojo = files.get(wordsFile(feature));
      if (mojo != null) {
        words.put(feature, WordMojo.load(mojo));
      }
    }
    return words;
  }

  private static FittedFeatures fitted(ModelManifest manifest, Map<String, WordVectors> words) {
    try {
      return FittedFeatures.fromJson(manifest.fitted(), words);
    } catch (IllegalArgumentException e) {
      throw new BadModelException("The model's fitted features do not fit: " + e.getMessage(), e);
    }
  }

  private static void checkIdentity(ModelManifest manifest, ModelRef ref, PipelineConfig config) {
    if (!manifest.pipeline().equals(config.pipeline()) || manifest.version() != ref.version()) {
      throw new BadModelException(
          "The package is version %d of pipeline '%s', but version %d of '%s' was wanted."
              .formatted(
                  manifest.version(), manifest.pipeline(), ref.version(), config.pipeline()));
    }
  }

  /** What of a configuration a model places records by, for its manifest. */
  public static JsonNode placing(PipelineConfig config) {
    return PLACING.valueToTree(PlacingKeys.of(config));
  }

  /** Compared as text, which is the same for equal numbers of different Java types. */
  private static void checkPlacing(ModelManifest manifest, PipelineConfig config) {
    JsonNode configured = placing(config);
    configured
        .fieldNames()
        .forEachRemaining(
            key -> {
              String here = configured.path(key).toString();
              String there = manifest.placing().path(key).toString();
              if (!here.equals(there)) {
                throw new BadModelException(
                    """
                    The model was trained under another %s: %s there and %s here.
                    It serves again when %s is what it was; else train a new model."""
                        .formatted(key, there, here, key));
              }
            });
  }

  private static FeatureExtractor features(
      ModelManifest manifest, PipelineConfig config, FittedFeatures fitted) {
    FeatureExtractor features;
    try {
      features =
          FeatureExtractor.of(
              config.featureExtractionPipeline(), PipelineFields.of(config), fitted);
    } catch (IllegalArgumentException e) {
      throw new BadModelException("The model's fitted features do not fit: " + e.getMessage(), e);
    }
    List<FeatureColumn> configured = features.columns();
    if (!configured.equals(manifest.columns())) {
      throw new BadModelException(
          """
          The model was trained on other features: %s.
          It serves again when feature_extraction_pipeline is what it was; else train a new model."""
              .formatted(difference(configured, manifest.columns())));
    }
    return features;
  }

  private static String difference(List<FeatureColumn> configured, List<FeatureColumn> trained) {
    for (int i = 0; i < Math.min(configured.size(), trained.size()); i++) {
      FeatureColumn here = configured.get(i);
      FeatureColumn there = trained.get(i);
      if (!here.equals(there)) {
        return "column %d is '%s' with %d levels here and '%s' with %d levels there"
            .formatted(i, here.name(), here.levels().size(), there.name(), there.levels().size());
      }
    }
    return "there are %d columns here and %d there".formatted(configured.size(), trained.size());
  }
}
