package io.shardsteer.common.mojo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.shardsteer.common.Fuzz;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.common.feature.FeatureColumn;
import io.shardsteer.common.feature.FittedFeatures;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.model.ModelManifest;
import io.shardsteer.common.model.ModelManifest.TestVector;
import io.shardsteer.common.steering.ModelRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/**
 * Packages whose checksums are right and whose contents are not. {@code small.mojo} is a DRF of H2O
 * 3.44 with one tree of depth 2, {@code linear.mojo} a GLM, both over {@code x} and {@code kind}.
 */
class ModelPackageFuzzTest {
  private static final PipelineConfig CONFIG =
      PipelineConfigs.fromYaml(
          """
          pipeline: small
          input_topic: small
          feature_extraction_pipeline:
            - {kind: numeric, field: x}
            - {kind: categorical, field: kind, levels: [a, b]}
          """,
          "small.yaml");
  private static final List<FeatureColumn> COLUMNS =
      List.of(
          new FeatureColumn("x", List.of()), new FeatureColumn("kind", List.of("a", "b", "other")));
  private static final List<Double> ROW = List.of(0.7306990420600421, 0.0);

  private static final Map<String, byte[]> TREE = unpacked("small.mojo");
  private static final Map<String, byte[]> LINEAR = unpacked("linear.mojo");

  @Test
  void damagedPackagesAreReadOrRefusedAndNothingElse() {
    byte[] good = packed(manifest(packed(TREE), predicted(TREE)), packed(TREE));
    assertThat(isTaken(good)).as("the undamaged one").isTrue();
    byte[] manifest = ManifestJson.write(manifest(packed(TREE), predicted(TREE)));
    Fuzz fuzz =
        new Fuzz()
            .run(
                random ->
                    switch (random.nextInt(8)) {
                      case 0, 1 -> isTaken(Fuzz.damaged(List.of(good), random));
                      case 2, 3, 4 -> isTaken(packed(damaged(manifest, random), packed(TREE)));
                      case 5 -> isSound(Fuzz.damaged(List.of(packed(TREE)), random));
                      case 6 -> isSound(packed(damagedFile(LINEAR, random)));
                      default -> isSound(packed(damagedFile(TREE, random)));
                    });
    assertThat(fuzz.taken()).isPositive();
    assertThat(fuzz.refused()).isPositive();
  }

  @Test
  void countsThatNothingFillsAreRefusedBeforeAnythingIsMade() {
    assertRefused("n_trees = 1\n", "n_trees = 2000000000\n", "counts more than 1000000");
    assertRefused("n_trees = 1\n", "n_trees = 900000\n", "counts 900000 trees, but 1 are there");
    assertRefused("n_columns = 4", "n_columns = 99999999999", "counts more than");
    assertRefused("n_features = 2", "n_features = -2", "counts -2 features");
    assertRefused("1: 3 d000.txt", "1: 1000001 d000.txt", "counts more than");
  }

  @Test
  void treesWhosePartsOverlapAreRefusedBeforeTheyGrow() {
    // Each node's left part is said to be empty, so that both children are all that follows.
    int nodes = 2_000;
    byte[] bomb = new byte[nodes * 9 + 8];
    Map<String, byte[]> files = new LinkedHashMap<>(TREE);
    files.put("trees/t00_000.bin", bomb);
    assertThatThrownBy(() -> MojoModels.load(packed(files), COLUMNS))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("trees/t00_000.bin");
  }

  @Test
  void moreNodesThanARouterCanHoldAreRefusedBeforeTheyAreMade() {
    int trees = 2_300;
    Map<String, byte[]> files = new LinkedHashMap<>(TREE);
    for (int tree = 0; tree < trees; tree++) {
      files.put("trees/t00_%03d.bin".formatted(tree), chain(450));
    }
    assertThatThrownBy(() -> MojoModels.load(packed(files), COLUMNS))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("more than 2000000 nodes");
  }

  /** A tree whose left children are splits and whose right ones are leaves. */
  private static byte[] chain(int splits) {
    ByteBuffer below = ByteBuffer.allocate(0);
    for (int i = 0; i < splits; i++) {
      boolean innermost = i == 0;
      ByteBuffer node = ByteBuffer.allocate(16 + below.capacity()).order(ByteOrder.nativeOrder());
      node.put((byte) (innermost ? 0x70 : 0x41)).putChar((char) 0).put((byte) 2).putFloat(1e30f);
      if (innermost) {
        node.putFloat(0.5f);
      } else {
        node.putChar((char) below.limit()).put(below);
      }
      below = node.putFloat(0.5f).flip();
    }
    byte[] tree = new byte[below.limit()];
    below.get(tree);
    return tree;
  }

  private static void assertRefused(String piece, String instead, String why) {
    String ini = new String(Objects.requireNonNull(TREE.get("model.ini")), UTF_8);
    assertThat(ini).contains(piece);
    Map<String, byte[]> files = new LinkedHashMap<>(TREE);
    files.put("model.ini", ini.replace(piece, instead).getBytes(UTF_8));
    assertThatThrownBy(() -> MojoModels.load(packed(files), COLUMNS))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining(why);
  }

  private static byte[] damaged(byte[] bytes, RandomGenerator random) {
    return Fuzz.damaged(List.of(bytes), random);
  }

  private static Map<String, byte[]> damagedFile(
      Map<String, byte[]> files, RandomGenerator random) {
    Map<String, byte[]> damaged = new LinkedHashMap<>(files);
    var entries = List.copyOf(files.entrySet());
    var chosen = entries.get(random.nextInt(entries.size()));
    damaged.put(chosen.getKey(), damaged(chosen.getValue(), random));
    return damaged;
  }

  private static boolean isSound(byte[] mojo) {
    try {
      TestVectors.check(MojoModels.load(mojo, COLUMNS), manifest(mojo, 0.5));
      return true;
    } catch (BadModelException refused) {
      return false;
    }
  }

  private static boolean isTaken(byte[] bytes) {
    try {
      var ref = new ModelRef(1, "function://a", ModelPackage.checksum(bytes));
      return ModelPackage.read(bytes, ref, CONFIG) != null;
    } catch (BadModelException refused) {
      return false;
    }
  }

  private static double predicted(Map<String, byte[]> mojo) {
    return MojoModels.load(packed(mojo), COLUMNS)
        .position(ROW.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static ModelManifest manifest(byte[] mojo, double prediction) {
    return new ModelManifest(
        "small",
        1,
        "decision_tree",
        COLUMNS,
        FittedFeatures.NONE.toJson(),
        ModelPackage.checksum(mojo),
        mojo.length,
        Map.of("r2", 0.5),
        List.of(new TestVector(ROW, prediction)),
        ModelPackage.placing(CONFIG),
        JsonNodeFactory.instance.objectNode());
  }

  private static byte[] packed(ModelManifest manifest, byte[] mojo) {
    return packed(ManifestJson.write(manifest), mojo);
  }

  private static byte[] packed(byte[] manifest, byte[] mojo) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("manifest.json", manifest);
    files.put("model.mojo", mojo);
    return packed(files);
  }

  private static byte[] packed(Map<String, byte[]> files) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      for (var file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTime(0); // the same files always make the same bytes
        zip.putNextEntry(entry);
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Map<String, byte[]> unpacked(String name) {
    try (InputStream in =
        Objects.requireNonNull(ModelPackageFuzzTest.class.getResourceAsStream(name))) {
      return BoundedZip.unpack(in.readAllBytes(), name, new ZipLimits(100, 1 << 20, 100));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
