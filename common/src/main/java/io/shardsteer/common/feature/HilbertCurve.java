package io.shardsteer.common.feature;

/**
 * The Hilbert curve through a square of 4,096 by 4,096 cells: cells that are near on the curve are
 * near in the square. 24 bits, so that an index stays exact in a model's single-precision splits.
 * After Hilbert, "Über die stetige Abbildung einer Linie auf ein Flächenstück" (1891), in the
 * iterative form of Warren, "Hacker's Delight", chapter 16.
 */
final class HilbertCurve {
  static final int SIDE = 1 << 12;
  static final int CELLS = SIDE * SIDE;

  private HilbertCurve() {}

  /**
   * @param x column, 0..4095
   * @param y row, 0..4095
   * @return where the curve reaches the cell, 0..{@link #CELLS}-1
   */
  static int index(int x, int y) {
    int index = 0;
    for (int s = SIDE / 2; s > 0; s /= 2) {
      int rx = (x & s) > 0 ? 1 : 0;
      int ry = (y & s) > 0 ? 1 : 0;
      index += s * s * ((3 * rx) ^ ry);
      if (ry == 0) {
        if (rx == 1) {
          x = SIDE - 1 - x;
          y = SIDE - 1 - y;
        }
        int swap = x;
        x = y;
        y = swap;
      }
    }
    return index;
  }
}
