package io.shardsteer.deploy.e2e;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** MOJOs that load and answer wrong or too late. */
final class Mojos {
  private static final String SETTINGS = "model.ini";
  private static final int SLOW_TREES = 1_500;
  private static final int SLOW_SPLITS = 450;
  private static final byte MISSING_GO_LEFT = 2;
  private static final byte LEFT_SUBTREE_RIGHT_LEAF = 0x41;
  private static final byte LEFT_LEAF_RIGHT_LEAF = 0x70;

  private Mojos() {}

  /** The MOJO of a forest in which no tree stands: its mean is 0 / 0. */
  static byte[] withoutTrees(byte[] mojo) {
    return withTrees(mojo, 0, Map.of());
  }

  /**
   * A forest that answers every record with the same position, hundreds of thousands of steps
   * later: each tree is a chain of splits.
   */
  static byte[] slow(byte[] mojo, float position) {
    byte[] nodes = nodesOfChain(position);
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < SLOW_TREES; i++) {
      files.put("trees/t00_%03d.bin".formatted(i), chain(position, new SplittableRandom(i)));
      files.put("trees/t00_%03d_aux.bin".formatted(i), nodes);
    }
    return withTrees(mojo, SLOW_TREES, files);
  }

  /**
   * Left of each split is the next one, right of it a leaf that no record reaches; its value is
   * noise, lest the package be taken for a zip bomb.
   */
  private static byte[] chain(float position, SplittableRandom noise) {
    ByteBuffer below = ByteBuffer.allocate(0);
    for (int split = SLOW_SPLITS; split > 0; split--) {
      boolean innermost = split == SLOW_SPLITS;
      ByteBuffer node = ByteBuffer.allocate(16 + below.limit()).order(ByteOrder.nativeOrder());
      node.put(innermost ? LEFT_LEAF_RIGHT_LEAF : LEFT_SUBTREE_RIGHT_LEAF)
          .putChar((char) 0)
          .put(MISSING_GO_LEFT)
          .putFloat(Float.MAX_VALUE);
      if (innermost) {
        node.putFloat(position);
      } else {
        node.putChar((char) below.limit()).put(below);
      }
      below = node.putFloat((float) noise.nextDouble()).flip();
    }
    return bytes(below);
  }

  /** What H2O wants to know of each split: number, parent, weights, values, errors, children. */
  private static byte[] nodesOfChain(float position) {
    ByteBuffer nodes = ByteBuffer.allocate(40 * SLOW_SPLITS).order(ByteOrder.nativeOrder());
    for (int split = 0; split < SLOW_SPLITS; split++) {
      nodes.putInt(split).putInt(split - 1).putFloat(1).putFloat(1);
      nodes.putFloat(position).putFloat(position).putFloat(0).putFloat(0);
      nodes.putInt(split + 1).putInt(SLOW_SPLITS + 1 + split);
    }
    return bytes(nodes.flip());
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** Another number of trees, with these files of trees instead of its own. */
  private static byte[] withTrees(byte[] mojo, int count, Map<String, byte[]> trees) {
    var out = new ByteArrayOutputStream();
    try (var from = new ZipInputStream(new ByteArrayInputStream(mojo));
        var to = new ZipOutputStream(out)) {
      for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
        if (count > 0 && entry.getName().startsWith("trees/")) {
          continue;
        }
        byte[] bytes = from.readAllBytes();
        if (entry.getName().equals(SETTINGS)) {
          String settings = new String(bytes, StandardCharsets.UTF_8);
          bytes =
              settings
                  .replaceAll("n_trees = \\d+", "n_trees = " + count)
                  .getBytes(StandardCharsets.UTF_8);
        }
        to.putNextEntry(new ZipEntry(entry.getName()));
        to.write(bytes);
        to.closeEntry();
      }
      for (Map.Entry<String, byte[]> tree : trees.entrySet()) {
        to.putNextEntry(new ZipEntry(tree.getKey()));
        to.write(tree.getValue());
        to.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
