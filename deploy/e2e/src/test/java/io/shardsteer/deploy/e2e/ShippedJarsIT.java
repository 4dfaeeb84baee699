package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.deploy.stack.Installation;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whether the NOTICE names the library of every class in the jars that are shipped. Classes are
 * found again on this module's class path, where each library is still a jar of its own.
 */
final class ShippedJarsIT {
  private static final Pattern JAR =
      Pattern.compile("jar:.*/([^/]+)/([^/]+)/\\1-\\2[^/]*\\.jar!.*");
  private static final Pattern NAMED = Pattern.compile("(?m)^  [\\w.-]+:([\\w.-]+)$");
  private static final Pattern VERSIONED = Pattern.compile("^META-INF/versions/\\d+/");
  private static final Pattern OURS = Pattern.compile("io/shardsteer/(?!shaded/)");
  private static final Pattern MOVED = Pattern.compile("^io/shardsteer/shaded/(\\w+)/");

  /** Where the functions' jar has its libraries from, by the package that they are moved to. */
  private static final Map<String, String> HOMES =
      Map.of(
          "hash4j", "com/dynatrace/hash4j/",
          "jackson", "com/fasterxml/jackson/",
          "caffeine", "com/github/benmanes/caffeine/",
          "gson", "com/google/gson/",
          "config", "com/typesafe/config/",
          "netty", "io/netty/",
          "datasketches", "org/apache/datasketches/",
          "reactivestreams", "org/reactivestreams/",
          "snakeyaml", "org/yaml/snakeyaml/");

  /** What the trainer's jar holds and this class path leaves out. */
  private static final Map<String, String> ELSEWHERE =
      Map.of("au/com/bytecode/opencsv/", "opencsv");

  @ParameterizedTest
  @ValueSource(strings = {"shardsteer-functions-all.jar", "shardsteer-trainer-all.jar"})
  void everyLibraryInAShippedJarIsNamedInTheNotice(String name) throws IOException {
    Set<String> named =
        NAMED
            .matcher(Files.readString(Installation.find().root().resolve("NOTICE")))
            .results()
            .map(library -> library.group(1))
            .collect(Collectors.toSet());
    Set<String> libraries = libraries(Pipeline.jar(name));
    assertThat(libraries).as("found in " + name).hasSizeGreaterThan(5);
    libraries.removeIf(library -> named.contains(library) || library.startsWith("shardsteer-"));
    assertThat(libraries).as("add them to NOTICE, below their licence").isEmpty();
  }

  /** The artifact of each package; the package itself where nobody knows it. */
  private static Set<String> libraries(Path shipped) throws IOException {
    NavigableMap<String, List<String>> classesByPackage = classesByPackage(shipped);
    NavigableMap<String, String> artifacts = new TreeMap<>();
    classesByPackage.forEach(
        (name, classes) ->
            classes.stream()
                .map(ShippedJarsIT::artifact)
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(artifact -> artifacts.put(name, artifact)));
    return classesByPackage.keySet().stream()
        .map(name -> artifactAround(name, artifacts))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static NavigableMap<String, List<String>> classesByPackage(Path shipped)
      throws IOException {
    try (JarFile jar = new JarFile(shipped.toFile())) {
      return jar.stream()
          .map(ZipEntry::getName)
          .filter(entry -> entry.endsWith(".class") && !entry.endsWith("-info.class"))
          .map(entry -> VERSIONED.matcher(entry).replaceFirst(""))
          .filter(entry -> !OURS.matcher(entry).lookingAt())
          .collect(
              Collectors.groupingBy(
                  entry -> entry.substring(0, entry.lastIndexOf('/') + 1),
                  TreeMap::new,
                  Collectors.toList()));
    }
  }

  private static Optional<String> artifact(String entry) {
    Matcher moved = MOVED.matcher(entry);
    String original =
        moved.find()
            ? HOMES.getOrDefault(moved.group(1), moved.group()) + entry.substring(moved.end())
            : entry;
    URL home = ShippedJarsIT.class.getClassLoader().getResource(original);
    Matcher artifact = JAR.matcher(String.valueOf(home));
    return artifact.matches() ? Optional.of(artifact.group(1)) : Optional.empty();
  }

  /** A package that this class path's version lacks belongs to the library around it. */
  private static String artifactAround(String name, NavigableMap<String, String> artifacts) {
    String exact = artifacts.get(name);
    if (exact != null) {
      return exact;
    }
    for (var known : ELSEWHERE.entrySet()) {
      if (name.startsWith(known.getKey())) {
        return known.getValue();
      }
    }
    String around = name;
    while (around.chars().filter(c -> c == '/').count() > 2) {
      Map.Entry<String, String> known = artifacts.ceilingEntry(around);
      if (known != null && known.getKey().startsWith(around)) {
        return known.getValue();
      }
      around = around.substring(0, around.lastIndexOf('/', around.length() - 2) + 1);
    }
    return name;
  }
}
