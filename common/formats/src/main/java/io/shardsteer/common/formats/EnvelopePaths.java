package io.shardsteer.common.formats;

import io.shardsteer.common.config.FieldPath;
import io.shardsteer.common.record.FieldPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The paths of records that a change data capture wraps: the row as it is now beneath {@code
 * after}, as it was beneath {@code before}. Of a deleted row there is only the latter.
 */
final class EnvelopePaths {
  private static final String AFTER = "after";
  private static final String BEFORE = "before";

  private EnvelopePaths() {}

  /** The paths and what stands for them in the record of a deletion, each once. */
  static FieldPaths withBefore(FieldPaths paths) {
    return FieldPaths.of(withBefore(paths.paths()));
  }

  /** The paths and what stands for them in the record of a deletion. */
  static List<String> withBefore(List<String> paths) {
    List<String> all = new ArrayList<>(paths);
    paths.forEach(path -> all.add(before(path)));
    return all;
  }

  /** The path of the same field in the row as it was; the path itself outside of the row. */
  static String before(String path) {
    if (FieldPath.isProperty(path)) {
      return path;
    }
    List<String> steps = new ArrayList<>(FieldPath.steps(path));
    int row = steps.indexOf(AFTER);
    if (row < 0 || row == steps.size() - 1) {
      return path;
    }
    steps.set(row, BEFORE);
    return steps.stream().map(FieldPath::step).collect(Collectors.joining("."));
  }
}
