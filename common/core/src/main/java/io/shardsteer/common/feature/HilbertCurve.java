package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The Hilbert curve through a square of 4,096 by 4,096 cells: cells that are near on the curve are
 * near in the square. 24 bits, so that an index stays exact in a model's single-precision splits.
 * After Hilbert, "Über die stetige Abbildung einer Linie auf ein Flächenstück" (1891), in the
 * iterative form of Warren, "Hacker's Delight", chapter 16.
 */
final class HilbertCurve {
  static final int SIDE = 1 << 12;
  static final int CELLS = SIDE * SIDE;

  private static final int MOST_SQUARES = 100;

  /** Bits of each coordinate that one look-up is for. */
  private static final int BITS = 4;

  private static final int PAIR = 2 * BITS;
  private static final int MASK = (1 << BITS) - 1;
  private static final int SWAPPED = 1;
  private static final int FLIPPED = 2;
  private static final int STATES = 4;

  /**
   * Place on the curve in the low byte, next state above it; by state, column and row of four bits
   * each. Three look-ups instead of twelve steps whose branches no processor can guess.
   */
  private static final short[] STEPS = steps();

  private HilbertCurve() {}

  /**
   * Where the curve reaches the cells of a rectangle, ends included; perhaps cells around it, too.
   * Every square of a power of two is one stretch of the curve; squares are divided until they lie
   * inside or are as many as is worth while.
   */
  static NumberSet indexes(int west, int east, int south, int north) {
    List<int[]> squares = List.of(new int[] {0, 0});
    List<int[]> inside = new ArrayList<>();
    int side = SIDE;
    while (side > 1 && squares.size() + inside.size() <= MOST_SQUARES) {
      side /= 2;
      List<int[]> smaller = new ArrayList<>();
      for (int[] square : squares) {
        for (int quarter = 0; quarter < 4; quarter++) {
          int x = square[0] + (quarter & 1) * side;
          int y = square[1] + (quarter >> 1) * side;
          boolean meets = x <= east && x + side > west && y <= north && y + side > south;
          boolean within = x >= west && x + side - 1 <= east && y >= south && y + side - 1 <= north;
          if (within) {
            inside.add(new int[] {x, y, side});
          } else if (meets) {
            smaller.add(new int[] {x, y});
          }
        }
      }
      squares = smaller;
    }
    for (int[] square : squares) {
      inside.add(new int[] {square[0], square[1], side});
    }
    double[] lows = new double[inside.size()];
    double[] highs = new double[inside.size()];
    for (int i = 0; i < lows.length; i++) {
      int[] square = inside.get(i);
      int cells = square[2] * square[2];
      int first = index(square[0], square[1]) / cells * cells;
      lows[i] = first;
      highs[i] = first + cells - 1.0;
    }
    return NumberSet.ofIntervals(lows, highs);
  }

  /**
   * @param x column, 0..4095
   * @param y row, 0..4095
   * @return where the curve reaches the cell, 0..{@link #CELLS}-1
   */
  static int index(int x, int y) {
    int index = 0;
    int state = 0;
    for (int shift = PAIR; shift >= 0; shift -= BITS) {
      int column = (x >>> shift) & MASK;
      int row = (y >>> shift) & MASK;
      int step = STEPS[(state << PAIR) | (column << BITS) | row];
      index = (index << PAIR) | (step & 0xff);
      state = step >>> PAIR;
    }
    return index;
  }

  private static short[] steps() {
    short[] steps = new short[STATES << PAIR];
    for (int at = 0; at < steps.length; at++) {
      steps[at] = step(at >>> PAIR, (at >>> BITS) & MASK, at & MASK);
    }
    return steps;
  }

  /**
   * @param state what earlier steps did to the coordinates that are left: {@link #SWAPPED}, {@link
   *     #FLIPPED}
   */
  private static short step(int state, int x, int y) {
    int place = 0;
    int now = state;
    for (int bit = BITS - 1; bit >= 0; bit--) {
      int first = (x >>> bit) & 1;
      int second = (y >>> bit) & 1;
      int flip = (now & FLIPPED) >>> 1;
      int rx = ((now & SWAPPED) != 0 ? second : first) ^ flip;
      int ry = ((now & SWAPPED) != 0 ? first : second) ^ flip;
      place = (place << 2) | ((3 * rx) ^ ry);
      if (ry == 0) {
        now ^= rx == 1 ? SWAPPED | FLIPPED : SWAPPED;
      }
    }
    return (short) ((now << PAIR) | place);
  }
}
