package io.shardsteer.common.mojo;

import io.shardsteer.common.model.BadModelException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the files of a MOJO may ask of H2O. Its reader makes arrays as long as the files say, before
 * it looks whether anything fills them.
 */
final class MojoBounds {
  private static final String INI = "model.ini";
  private static final int MAX_INI_BYTES = 1 << 24;

  /** Of columns, levels, trees, nodes of a layer. */
  private static final long MAX_COUNT = 1_000_000;

  /** Of all trees together: each becomes objects of more than a hundred bytes. */
  private static final long MAX_NODES = 2_000_000;

  private static final Pattern COUNT =
      Pattern.compile(
          "^\\s*(n_\\w+|\\w*(?:sizes|units|nums|cats|offsets))\\s*=\\s*(.*)$", Pattern.MULTILINE);
  private static final Pattern TREES =
      Pattern.compile("^\\s*n_trees(?:_per_class)?\\s*=\\s*(\\d{1,9})\\s*$", Pattern.MULTILINE);
  private static final Pattern DOMAIN =
      Pattern.compile("^\\s*(\\d+:)\\s*(\\d+)\\s+\\S+\\s*$", Pattern.MULTILINE);
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern TREE = Pattern.compile("trees/t\\d+_\\d+\\.bin");

  private MojoBounds() {}

  /**
   * @throws BadModelException naming what is out of bounds
   */
  static void check(Map<String, byte[]> files) {
    byte[] ini = files.get(INI);
    if (ini == null || ini.length > MAX_INI_BYTES) {
      throw new BadModelException(
          ini == null
              ? "The MOJO has no " + INI + "."
              : "The MOJO's %s has more than %d bytes.".formatted(INI, MAX_INI_BYTES));
    }
    String text = new String(ini, StandardCharsets.UTF_8);
    checkCounts(COUNT.matcher(text));
    checkCounts(DOMAIN.matcher(text));
    checkTrees(TREES.matcher(text), files);
    checkNodes(files);
  }

  private static void checkNodes(Map<String, byte[]> files) {
    long nodes = 0;
    for (var file : files.entrySet()) {
      if (TREE.matcher(file.getKey()).matches()) {
        nodes += TreeBytes.check(file.getValue(), file.getKey());
        if (nodes > MAX_NODES) {
          throw new BadModelException(
              "The MOJO's trees have more than %d nodes.\nUse fewer or flatter trees in model_parameters."
                  .formatted(MAX_NODES));
        }
      }
    }
  }

  /** Every tree that is counted has to be there. */
  private static void checkTrees(Matcher factors, Map<String, byte[]> files) {
    long trees = 1;
    boolean counted = false;
    while (factors.find() && trees <= MAX_COUNT) {
      counted = true;
      trees *= Long.parseLong(factors.group(1));
    }
    long there = files.keySet().stream().filter(name -> TREE.matcher(name).matches()).count();
    if (counted && trees > there) {
      throw new BadModelException(
          "The MOJO's %s counts %d trees, but %d are there.".formatted(INI, trees, there));
    }
  }

  /** All counts together, since every one of them may become an array. */
  private static void checkCounts(Matcher counts) {
    long sum = 0;
    while (counts.find()) {
      Matcher numbers = NUMBER.matcher(counts.group(2));
      while (numbers.find()) {
        sum += numbers.group().length() > 9 ? MAX_COUNT + 1 : Long.parseLong(numbers.group());
        if (sum > MAX_COUNT) {
          throw new BadModelException(
              "The MOJO's %s counts more than %d with '%s'."
                  .formatted(INI, MAX_COUNT, counts.group(1)));
        }
      }
    }
  }
}
