package io.shardsteer.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

class FunctionJarIT {
  private static final Path JAR = Path.of(System.getProperty("function.jar"));

  private static final List<String> OURS =
      List.of("io/shardsteer/", "com/datastax/", "hex/", "water/", "ai/h2o/");

  @Test
  void holdsNothingThatPulsarMightCarryToo() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".class")))
          .map(name -> name.replaceFirst("^META-INF/versions/[0-9]+/", ""))
          .isNotEmpty()
          .allMatch(name -> OURS.stream().anyMatch(name::startsWith));
    }
  }

  @Test
  void hasBothFunctionsAndTheDriversConfiguration() throws Exception {
    try (var loader =
        new URLClassLoader(
            new URL[] {JAR.toUri().toURL()}, FunctionJarIT.class.getClassLoader().getParent())) {
      assertThat(loader.getResource("reference.conf")).isNotNull();
      assertThat(loader.findResource("io/shardsteer/functions/router/ShardRouterFunction.class"))
          .isNotNull();
      assertThat(loader.findResource("io/shardsteer/functions/metrics/ShardMetricsFunction.class"))
          .isNotNull();
    }
  }

  @Test
  void sketchesWithItsOwnClassesAlone() throws Exception {
    try (var loader =
        new URLClassLoader(new URL[] {JAR.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Class<?> sketch = loader.loadClass("io.shardsteer.common.steering.OrderKeySketch");
      Object made = sketch.getMethod("forShards", int.class).invoke(null, 8);
      sketch.getMethod("add", double.class).invoke(made, 0.5);
      Object text =
          loader
              .loadClass("io.shardsteer.common.steering.SketchedOrderKeys")
              .getMethod("toText", sketch, int.class, double.class)
              .invoke(null, made, 100, 0.5);
      assertThat(text).asString().isNotEmpty();
    }
  }

  @Test
  void carriesLicencesAndNoticesOfWhatItBundles() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().map(ZipEntry::getName))
          .contains(
              "META-INF/LICENSE-shardsteer",
              "META-INF/NOTICE-shardsteer",
              "META-INF/NOTICE",
              "META-INF/LICENSE");
      String licences =
          new String(
              jar.getInputStream(jar.getEntry("META-INF/LICENSE")).readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(licences).contains("Apache License");
    }
  }
}
