package io.shardsteer.common.mojo;

import hex.genmodel.algos.tree.NaSplitDir;
import io.shardsteer.common.model.BadModelException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks the bytes of one tree as H2O does and makes sure that its parts lie one behind the other.
 * H2O jumps wherever the bytes say: parts that overlap or lead back make a small file grow to
 * endlessly many nodes.
 *
 * <p>A node is its type (1 byte), column (2; 65,535 for a tree that is a single leaf), direction of
 * missing values (1), what it splits on, and its children. Bits 0, 1, 4 and 5 of the type say how
 * the left child is written: 0 to 3, a subtree behind its size of 1 to 4 bytes; 48, a leaf of 4
 * bytes. Bits 2 and 3 say what is split on: 0, a number; 8, 32 bits; 12, bits behind offset and
 * count. Bit 6 or 7 says that the right child is a leaf.
 */
final class TreeBytes {
  /** Trees that routers can use are far flatter, and the walk and H2O both recurse. */
  private static final int MAX_DEPTH = 500;

  private static final int ONLY_LEAF = 65_535;
  private static final int LEAF_BYTES = 4;
  private static final int LEFT_LEAF = 48;

  private final ByteBuffer tree;
  private final String name;
  private int nodes;

  private TreeBytes(byte[] tree, String name) {
    this.tree = ByteBuffer.wrap(tree).order(ByteOrder.nativeOrder());
    this.name = name;
  }

  /**
   * @param name of the file, for messages
   * @return how many nodes the tree has, leaves included
   * @throws BadModelException if the parts do not lie one behind the other
   */
  static int check(byte[] tree, String name) {
    try {
      var walked = new TreeBytes(tree, name);
      walked.walk(0);
      return walked.nodes;
    } catch (BufferUnderflowException e) {
      throw new BadModelException("The tree %s is cut off.".formatted(name), e);
    }
  }

  /** Leaves the position behind the node and everything below it. */
  private void walk(int depth) {
    if (depth > MAX_DEPTH) {
      throw new BadModelException("The tree %s is deeper than %d.".formatted(name, MAX_DEPTH));
    }
    nodes++;
    int type = tree.get() & 0xFF;
    if (tree.getChar() == ONLY_LEAF) {
      skip(LEAF_BYTES);
      return;
    }
    boolean missingOnly = (tree.get() & 0xFF) == NaSplitDir.NAvsREST.value();
    if (!missingOnly) {
      skipSplit(type & 12);
    }
    int left = type & 51;
    if (left == LEFT_LEAF) {
      nodes++;
      skip(LEAF_BYTES);
    } else if (left <= 3) {
      int size = size(left + 1);
      int end = tree.position() + size;
      walk(depth + 1);
      if (tree.position() != end) {
        throw unsound();
      }
    } else {
      throw unsound();
    }
    if ((((type & 0xC0) >> 2) & 16) != 0) {
      nodes++;
      skip(LEAF_BYTES);
    } else {
      walk(depth + 1);
    }
  }

  private void skipSplit(int kind) {
    switch (kind) {
      case 0, 8 -> skip(4);
      case 12 -> {
        skip(2);
        int bits = tree.getInt();
        if (bits < 0) {
          throw unsound();
        }
        skip(((bits - 1) >> 3) + 1);
      }
      default -> throw unsound();
    }
  }

  private int size(int bytes) {
    return switch (bytes) {
      case 1 -> tree.get() & 0xFF;
      case 2 -> tree.getChar();
      case 3 -> tree.getChar() | (tree.get() & 0xFF) << 16;
      default -> tree.getInt();
    };
  }

  private void skip(int bytes) {
    if (bytes > tree.remaining()) {
      throw new BufferUnderflowException();
    }
    tree.position(tree.position() + bytes);
  }

  private BadModelException unsound() {
    return new BadModelException(
        "The parts of the tree %s do not lie one behind the other (byte %d)."
            .formatted(name, tree.position()));
  }
}
