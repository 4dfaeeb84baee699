package io.shardsteer.common.asked;

import io.shardsteer.common.message.AskedShape;
import io.shardsteer.common.message.AskedShape.Part;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up what was asked, by shape. Bounded: shapes beyond the first few count as others. */
public final class ShapeTally {
  private static final int MOST_SHAPES = 200;

  private final Map<List<Part>, AskedShape> shapes = new LinkedHashMap<>();

  public void add(Collection<AskedShape> more) {
    more.forEach(this::add);
  }

  public void add(AskedShape shape) {
    boolean isKept = shapes.containsKey(shape.parts()) || shapes.size() < MOST_SHAPES;
    List<Part> parts = isKept ? shape.parts() : List.of();
    AskedShape same =
        new AskedShape(parts, shape.questions(), shape.answers(), shape.shards(), shape.rowsRead());
    shapes.merge(parts, same, AskedShape::plus);
  }

  public boolean isEmpty() {
    return shapes.isEmpty();
  }

  public void clear() {
    shapes.clear();
  }

  /** All shapes, those that are asked most first. */
  public List<AskedShape> shapes() {
    return shapes.values().stream()
        .sorted(Comparator.comparingLong(AskedShape::questions).reversed())
        .toList();
  }
}
