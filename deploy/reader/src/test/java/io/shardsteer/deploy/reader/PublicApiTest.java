package io.shardsteer.deploy.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What users of the library may call stands in a file: each change of it is seen, and a line that
 * goes breaks users.
 */
class PublicApiTest {
  private static final Path STATED = Path.of("src/test/resources/public-api.txt");

  @Test
  void isWhatTheFileStates() throws IOException, URISyntaxException {
    assertThat(api())
        .as(
            """
            The public API differs from %s.
            A line that goes or changes breaks users of the library: keep it, deprecated, until the next major version. \
            A line that comes is written into the file."""
                .formatted(STATED))
        .containsExactlyElementsOf(Files.readAllLines(STATED));
  }

  private static List<String> api() throws IOException, URISyntaxException {
    List<String> lines = new ArrayList<>();
    for (Class<?> type : types()) {
      if (isOpen(type)) {
        lines.add(type.toGenericString() + supertypes(type));
        lines.addAll(members(type));
      }
    }
    return lines;
  }

  private static List<Class<?>> types() throws IOException, URISyntaxException {
    Path root =
        Path.of(ShardReader.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path folder = root.resolve(ShardReader.class.getPackageName().replace('.', '/'));
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (String name : files.map(file -> file.getFileName().toString()).sorted().toList()) {
        if (!name.equals("package-info.class")) {
          types.add(load(name.substring(0, name.lastIndexOf('.'))));
        }
      }
    }
    return types;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(ShardReader.class.getPackageName() + "." + name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isOpen(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return isOpen(type.getModifiers()) && (outer == null || isOpen(outer));
  }

  private static boolean isOpen(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String supertypes(Class<?> type) {
    List<String> supertypes = new ArrayList<>();
    if (type.getGenericSuperclass() != null && type.getSuperclass() != Object.class) {
      supertypes.add(type.getGenericSuperclass().getTypeName());
    }
    Arrays.stream(type.getGenericInterfaces()).forEach(it -> supertypes.add(it.getTypeName()));
    return supertypes.isEmpty() ? "" : " : " + String.join(", ", supertypes);
  }

  private static List<String> members(Class<?> type) {
    Collection<String> members = new ArrayList<>();
    add(type.getDeclaredFields(), members);
    add(type.getDeclaredConstructors(), members);
    add(type.getDeclaredMethods(), members);
    return members.stream().sorted().toList();
  }

  private static <T extends AnnotatedElement & Member> void add(T[] all, Collection<String> to) {
    for (T member : all) {
      if (isOpen(member.getModifiers()) && !member.isSynthetic()) {
        to.add("  " + text(member));
      }
    }
  }

  /** Without what may change without harm, as {@code synchronized}. */
  private static String text(Member member) {
    if (member instanceof Field field) {
      return field.toGenericString();
    }
    return ((Executable) member).toGenericString().replace("synchronized ", "");
  }
}
