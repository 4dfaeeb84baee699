package io.shardsteer.deploy.cli.init;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The fields of a sample, in the order in which they were first seen.
 *
 * @param sample the records
 * @param fields every scalar field
 * @param skipped paths of lists and bytes, which no feature reads
 */
record Profiles(Sample sample, List<FieldProfile> fields, List<String> skipped) {
  private static final int MOST_FIELDS = 200;

  static Profiles of(Sample sample) {
    Map<String, FieldProfile> profiles = new LinkedHashMap<>();
    TreeSet<String> skipped = new TreeSet<>();
    for (JsonNode record : sample.records()) {
      Flattened.of(record, skipped)
          .forEach(
              (path, value) -> {
                if (profiles.size() < MOST_FIELDS || profiles.containsKey(path)) {
                  profiles.computeIfAbsent(path, FieldProfile::new).add(value);
                } else {
                  skipped.add(path);
                }
              });
    }
    return new Profiles(sample, List.copyOf(profiles.values()), List.copyOf(skipped));
  }

  int records() {
    return sample.records().size();
  }

  /** Share of the records in which a field has no value. */
  double missing(FieldProfile field) {
    return 1 - (double) field.present() / Math.max(1, records());
  }
}
