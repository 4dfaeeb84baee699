package io.shardsteer.common;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Keeps the arrows between the packages of the core, and the core pure. */
class ArchitectureTest {
  private static final String ROOT = "io.shardsteer.common";

  /** What each package may use besides itself. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("asked", Set.of("locate", "message", "record", "config")),
          Map.entry("bounds", Set.of()),
          Map.entry("config", Set.of("pin")),
          Map.entry("change", Set.of("config", "record", "pin")),
          Map.entry("pin", Set.of()),
          Map.entry("retry", Set.of()),
          Map.entry("record", Set.of("config", "bounds", "pin")),
          Map.entry("steering", Set.of("bounds", "pin")),
          Map.entry("feature", Set.of("record", "config", "bounds")),
          Map.entry("message", Set.of("steering", "pin")),
          Map.entry("model", Set.of("feature", "record", "steering", "bounds")),
          Map.entry(
              "routing",
              Set.of("model", "feature", "record", "steering", "message", "config", "pin")),
          Map.entry("control", Set.of("message", "steering", "config", "pin")),
          Map.entry("store", Set.of("config", "feature", "record", "steering")),
          Map.entry(
              "locate",
              Set.of("model", "feature", "record", "steering", "config", "bounds", "pin")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void packagesUseEachOtherAlongTheArrowsOnly() {
    ARROWS.forEach(
        (name, targets) -> {
          String[] allowed =
              Stream.concat(Stream.of(name), targets.stream())
                  .map(target -> ROOT + "." + target + "..")
                  .toArray(String[]::new);
          classes()
              .that()
              .resideInAPackage(ROOT + "." + name + "..")
              .should()
              .onlyDependOnClassesThat(
                  not(resideInAPackage("io.shardsteer..")).or(resideInAnyPackage(allowed)))
              .allowEmptyShould(true)
              .check(CLASSES);
        });
  }

  @Test
  void everyPackageHasItsArrows() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
        .allMatch(name -> ARROWS.containsKey(name.substring(ROOT.length() + 1)));
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /** An order key is a value; the one method that could look a name up is given none. */
  @Test
  void nothingKnowsServersOrFiles() {
    noClasses()
        .should()
        .dependOnClassesThat(
            not(type(InetAddress.class).or(type(UnknownHostException.class)))
                .and(
                    resideInAnyPackage(
                        "org.apache.pulsar..",
                        "com.datastax..",
                        "org.apache.cassandra..",
                        "hex..",
                        "water..",
                        "com.github.benmanes..",
                        "org.slf4j..",
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.util.concurrent.locks..")))
        .check(CLASSES);
  }

  /** An order key is a value; the one method that could look a name up is given none. */
  @Test
  void nothingAsksAClockOrDice() {
    noClasses()
        .should()
        .accessTargetWhere(asksClockOrDice())
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Clock.class, ThreadLocalRandom.class, SecureRandom.class, Thread.class)
        .check(CLASSES);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl)").check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
        .extracting(
            JavaPackage::getName, javaPackage -> javaPackage.isAnnotatedWith(NullMarked.class))
        .allSatisfy(tuple -> assertThat(tuple.toList().get(1)).as("%s", tuple).isEqualTo(true));
  }

  private static DescribedPredicate<JavaAccess<?>> asksClockOrDice() {
    return describe(
        "the clock or dice",
        access -> {
          AccessTarget target = access.getTarget();
          String owner = target.getOwner().getName();
          String call = owner + "." + target.getName();
          boolean unseeded =
              owner.equals("java.util.Random")
                  && target.getName().equals("<init>")
                  && access.getDescription().contains("<init>()");
          return unseeded
              || (owner.startsWith("java.time.") && target.getName().equals("now"))
              || Set.of(
                      "java.lang.System.currentTimeMillis",
                      "java.lang.System.nanoTime",
                      "java.lang.Math.random",
                      "java.util.UUID.randomUUID")
                  .contains(call);
        });
  }
}
