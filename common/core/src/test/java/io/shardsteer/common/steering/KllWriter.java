package io.shardsteer.common.steering;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.quantilescommon.QuantilesDoublesSketchIterator;

/** Writes the library's bytes of a sketch on every Java, as earlier versions sent them. */
final class KllWriter {
  private KllWriter() {}

  static byte[] of(KllDoublesSketch sketch) {
    if (sketch.getN() == 1) {
      byte[] array = new byte[KllBytes.SINGLE_PREAMBLE + Double.BYTES];
      preamble(array, KllBytes.Form.ONE_ITEM, (byte) 4, sketch).putDouble(sketch.getMinItem());
      return array;
    }
    int retained = sketch.getNumRetained();
    int[] widths = new int[KllBytes.MOST_LEVELS];
    double[] items = new double[retained];
    int levels = 0;
    int item = 0;
    for (QuantilesDoublesSketchIterator each = sketch.iterator(); each.next(); ) {
      int level = Long.numberOfTrailingZeros(each.getWeight());
      widths[level]++;
      levels = Math.max(levels, level + 1);
      items[item++] = each.getQuantile();
    }
    byte[] array =
        new byte[KllBytes.PREAMBLE + levels * Integer.BYTES + (retained + 2) * Double.BYTES];
    ByteBuffer bytes =
        preamble(array, KllBytes.Form.ITEMS, (byte) 0, sketch)
            .putLong(sketch.getN())
            .putShort((short) sketch.getK())
            .put((byte) levels)
            .put((byte) 0);
    int begin = KllBytes.capacity(sketch.getK(), levels) - retained;
    for (int level = 0; level < levels; level++) {
      bytes.putInt(begin);
      begin += widths[level];
    }
    bytes.putDouble(sketch.getMinItem()).putDouble(sketch.getMaxItem());
    bytes.asDoubleBuffer().put(items);
    return array;
  }

  private static ByteBuffer preamble(
      byte[] array, KllBytes.Form form, byte flags, KllDoublesSketch sketch) {
    return ByteBuffer.wrap(array)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(form.preambleInts)
        .put(form.version)
        .put(KllBytes.FAMILY)
        .put(flags)
        .putShort((short) sketch.getK())
        .put(KllBytes.LEAST_WIDTH)
        .put((byte) 0);
  }
}
