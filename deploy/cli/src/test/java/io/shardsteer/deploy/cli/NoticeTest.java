package io.shardsteer.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Whether the NOTICE names every library that is shipped. The class path of this module holds all
 * that the trainer's jar and the functions' jar contain, and what the command line runs with.
 */
class NoticeTest {
  /** A jar in Maven's repository: artifact, version, file. */
  private static final Pattern JAR = Pattern.compile(".*/([^/]+)/([^/]+)/\\1-\\2[^/]*\\.jar");

  /** What only tests run with. */
  private static final Pattern TESTING =
      Pattern.compile("junit-.*|surefire-.*|opentest4j|apiguardian-api|assertj-core|byte-buddy.*");

  private static final Pattern NAMED = Pattern.compile("(?m)^  [\\w.-]+:([\\w.-]+)$");

  @Test
  void namesEveryLibraryThatIsShipped() throws IOException {
    String notice = Files.readString(Path.of("../../NOTICE"));
    Set<String> named =
        NAMED
            .matcher(notice)
            .results()
            .map(name -> name.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> missing = libraries();
    assertThat(missing).as("found on the class path").contains("java-driver-core", "h2o-algos");
    missing.removeAll(named);
    assertThat(missing).as("add them to NOTICE, below their licence").isEmpty();
  }

  private static Set<String> libraries() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Set<String> libraries = new TreeSet<>();
    Arrays.stream(path.split(File.pathSeparator))
        .map(JAR::matcher)
        .filter(Matcher::matches)
        .map(jar -> jar.group(1))
        .filter(artifact -> !TESTING.matcher(artifact).matches())
        .filter(artifact -> !artifact.startsWith("shardsteer-"))
        .forEach(libraries::add);
    return libraries;
  }
}
