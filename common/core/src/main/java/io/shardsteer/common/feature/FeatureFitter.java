package io.shardsteer.common.feature;

import io.shardsteer.common.config.FeatureSpec;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.FieldValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Learns from a sample what features need to know about the stream: levels, ranges, moments. */
public final class FeatureFitter {
  private FeatureFitter() {}

  /**
   * @param sample may hand out one reused object; an empty sample gives features that still run
   */
  public static FittedFeatures fit(
      List<FeatureSpec> specs, FieldPaths paths, Iterable<FieldValues> sample) {
    Map<String, Fitting> fittings = new LinkedHashMap<>();
    for (FeatureSpec spec : specs) {
      FeatureKinds.fitting(spec, paths).ifPresent(fitting -> fittings.put(spec.name(), fitting));
    }
    for (FieldValues values : sample) {
      fittings.values().forEach(fitting -> fitting.see(values));
    }
    Map<String, FittedParameters> fits = new LinkedHashMap<>();
    fittings.forEach((feature, fitting) -> fits.put(feature, fitting.fit()));
    return new FittedFeatures(fits);
  }
}
