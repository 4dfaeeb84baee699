package io.shardsteer.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.model.ModelManifest;
import io.shardsteer.common.model.ModelManifest.TestVector;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.trainer.training.TrainedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class ModelPackageTest {
  private static final long MAX_MODEL_BYTES = 1 << 20;
  private static final PipelineConfig CONFIG = RidePipeline.config("distance", MAX_MODEL_BYTES);
  private static final RideModels MODELS = new RideModels(CONFIG);
  private static final TrainedModel TRAINED = MODELS.trained();

  @Test
  void whatIsWrittenIsRead() {
    ModelManifest manifest = manifest(TRAINED.mojo(), MODELS.vectors(0));
    byte[] bytes = ModelPackage.write(manifest, TRAINED.mojo());
    LoadedModel loaded = ModelPackage.read(bytes, ref(bytes), CONFIG);
    assertThat(loaded.manifest()).isEqualTo(manifest);
    assertThat(loaded.features().columns()).isEqualTo(MODELS.columns());
    assertThat(loaded.positions().position(MODELS.row(9))).isEqualTo(TRAINED.predictions()[9]);
    assertThat(ModelPackage.write(manifest, TRAINED.mojo())).isEqualTo(bytes);
  }

  @Test
  void testVectorsMayHoldMissingValues() {
    assertThat(MODELS.vectors(0).stream().flatMap(vector -> vector.features().stream()))
        .anyMatch(value -> value.isNaN());
  }

  @Test
  void refusesAnotherChecksum() {
    byte[] bytes = good();
    assertRefused(bytes, new ModelRef(3, "function://a", "00"))
        .hasMessageContaining("package of " + bytes.length + " bytes has checksum")
        .hasMessageContaining("'00'");
  }

  @Test
  void refusesAPackageThatIsCutOff() {
    byte[] bytes = good();
    for (int length : new int[] {0, 1, 10, bytes.length / 2, bytes.length - 200}) {
      byte[] splitPoint = Arrays.copyOf(bytes, length);
      assertRefused(splitPoint, ref(splitPoint)).hasMessageContaining("package");
    }
  }

  @Test
  void everyDamagedPackageIsRefused() {
    byte[] bytes = good();
    long seed = 17;
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> ModelPackage.read(damaged, ref(bytes), CONFIG))
          .as("seed %d round %d", seed, i)
          .isInstanceOf(BadModelException.class);
    }
  }

  @Test
  void damageThatAChecksumCoversUpIsRefusedOrHarmless() {
    byte[] bytes = good();
    long seed = 23;
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        var loaded = ModelPackage.read(damaged, ref(damaged), CONFIG);
        assertThat(loaded.positions().position(MODELS.row(0)))
            .as("seed %d round %d", seed, i)
            .isEqualTo(TRAINED.predictions()[0]);
      } catch (BadModelException e) {
        assertThat(e).hasMessageMatching("(?s).*(package|manifest|Test vector|MOJO|model).*");
      }
    }
  }

  @Test
  void refusesMoreBytesThanAllowed() {
    byte[] large = new byte[Math.toIntExact(ModelPackage.maxBytes(CONFIG)) + 1];
    assertRefused(large, ref(large)).hasMessageContaining("bytes, more than");
  }

  @Test
  void refusesAZipBomb() throws IOException {
    byte[] zeros = new byte[8 << 20];
    byte[] bomb = zip(Map.of("manifest.json", zeros));
    assertThat(bomb.length).isLessThan(10_000);
    assertRefused(bomb, ref(bomb)).hasMessageContaining("unpacks to more than 100 times");
    byte[] innerBomb = zip(Map.of("model.ini", zeros));
    byte[] nested = ModelPackage.write(manifest(innerBomb, MODELS.vectors(0)), innerBomb);
    assertRefused(nested, ref(nested)).hasMessageContaining("MOJO unpacks to more than");
  }

  @Test
  void refusesOtherFiles() throws IOException {
    byte[] other = zip(Map.of("manifest.json", new byte[1], "../../evil", new byte[1]));
    assertRefused(other, ref(other))
        .hasMessageContaining("but it may hold [manifest.json, model.mojo] alone");
    byte[] more = zip(Map.of("a", new byte[1], "b", new byte[1], "c", new byte[1]));
    assertRefused(more, ref(more)).hasMessageContaining("more than 2 files");
  }

  @Test
  void refusesAManifestThatIsNotOne() throws IOException {
    for (String text :
        List.of("", "[]", "{", "null", "{\"schema\": 2}", "{\"schema\": 1}", "{\"schema\": 1} x")) {
      byte[] bytes =
          zip(
              Map.of(
                  "manifest.json",
                  text.getBytes(StandardCharsets.UTF_8),
                  "model.mojo",
                  TRAINED.mojo()));
      assertRefused(bytes, ref(bytes)).hasMessageContaining("manifest");
    }
  }

  @Test
  void refusesAnotherPipelineOrVersion() {
    byte[] bytes = good();
    assertRefused(bytes, new ModelRef(4, "function://a", ModelPackage.checksum(bytes)))
        .hasMessageContaining("version 3 of pipeline 'rides', but version 4");
  }

  @Test
  void refusesOtherFeatures() {
    byte[] bytes = good();
    assertThatThrownBy(
            () -> ModelPackage.read(bytes, ref(bytes), RidePipeline.config("miles", 1 << 20)))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("column 2 is 'miles' with 0 levels here and 'distance'");
  }

  @Test
  void refusesFeaturesThatWereMadeInAnotherWay() {
    ModelManifest manifest = manifest(TRAINED.mojo(), MODELS.vectors(0));
    ((ObjectNode) manifest.placing()).putArray("text_numbers").add("distance");
    byte[] bytes = ModelPackage.write(manifest, TRAINED.mojo());
    assertRefused(bytes, ref(bytes))
        .hasMessageContaining("another text_numbers: [\"distance\"] there and [] here");
  }

  @Test
  void refusesAnotherMojo() {
    byte[] bytes = ModelPackage.write(manifest(TRAINED.mojo(), MODELS.vectors(0)), new byte[] {1});
    assertRefused(bytes, ref(bytes)).hasMessageContaining("MOJO of 1 bytes has checksum");
  }

  @Test
  void refusesWrongMissingOrUnanswerableTestVectors() {
    assertRefusedWith(MODELS.vectors(0.01))
        .hasMessageContaining("answers")
        .hasMessageContaining("must");
    assertRefusedWith(MODELS.vectors(Double.NaN)).hasMessageContaining("must answer NaN");
    assertRefusedWith(List.of()).hasMessageContaining("no test vectors");
    assertRefusedWith(List.of(new TestVector(List.of(1.0), 0)))
        .hasMessageContaining("Test vector 0 has 1 features of 3 columns");
  }

  private static AbstractThrowableAssert<?, ?> assertRefusedWith(List<TestVector> vectors) {
    byte[] bytes = ModelPackage.write(manifest(TRAINED.mojo(), vectors), TRAINED.mojo());
    return assertRefused(bytes, ref(bytes));
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(byte[] bytes, ModelRef ref) {
    return assertThatThrownBy(() -> ModelPackage.read(bytes, ref, CONFIG))
        .isInstanceOf(BadModelException.class);
  }

  private static byte[] good() {
    return ModelPackage.write(manifest(TRAINED.mojo(), MODELS.vectors(0)), TRAINED.mojo());
  }

  private static ModelRef ref(byte[] bytes) {
    return new ModelRef(3, "function://a", ModelPackage.checksum(bytes));
  }

  private static ModelManifest manifest(byte[] mojo, List<TestVector> vectors) {
    return MODELS.manifest(3, mojo, vectors);
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
