package io.shardsteer.common.feature;

import io.shardsteer.common.bounds.NumberSet;
import io.shardsteer.common.record.FieldSets;
import io.shardsteer.common.record.FieldValues;
import java.util.List;

/**
 * Three columns: latitude, longitude and index on a Hilbert curve over a box, in [0,1). Coordinates
 * outside the globe are missing; places outside the box have the index of the nearest cell in it.
 */
record GeoFeature(String name, int latitudeSlot, int longitudeSlot, FittedParameters.Box box)
    implements CompiledFeature {
  @Override
  public List<FeatureColumn> columns() {
    return List.of(
        CompiledFeature.number(name + ".latitude"),
        CompiledFeature.number(name + ".longitude"),
        CompiledFeature.number(name + ".hilbert"));
  }

  @Override
  public void extract(FieldValues values, double[] into, int at) {
    double latitude = within(values.number(latitudeSlot), 90);
    double longitude = within(values.number(longitudeSlot), 180);
    into[at] = latitude;
    into[at + 1] = longitude;
    into[at + 2] =
        Double.isNaN(latitude + longitude)
            ? Double.NaN
            : HilbertCurve.index(
                    cell(longitude, box.west(), box.east()),
                    cell(latitude, box.south(), box.north()))
                / (double) HilbertCurve.CELLS;
  }

  @Override
  public void bound(FieldSets fields, NumberSet[] into, int at) {
    NumberSet latitudes = onGlobe(fields.get(latitudeSlot).asNumber(), 90);
    NumberSet longitudes = onGlobe(fields.get(longitudeSlot).asNumber(), 180);
    into[at] = latitudes;
    into[at + 1] = longitudes;
    NumberSet indexes = NumberSet.EMPTY;
    if (latitudes.hasNumbers() && longitudes.hasNumbers()) {
      indexes =
          HilbertCurve.indexes(
                  cell(longitudes.min(), box.west(), box.east()),
                  cell(longitudes.max(), box.west(), box.east()),
                  cell(latitudes.min(), box.south(), box.north()),
                  cell(latitudes.max(), box.south(), box.north()))
              .map(index -> index / HilbertCurve.CELLS);
    }
    into[at + 2] = indexes.orMissing(latitudes.hasMissing() || longitudes.hasMissing());
  }

  private static NumberSet onGlobe(NumberSet degrees, double most) {
    boolean beyond = degrees.hasNumbers() && (degrees.min() < -most || degrees.max() > most);
    return degrees.within(-most, most).orMissing(beyond);
  }

  static double within(double degrees, double most) {
    return Math.abs(degrees) <= most ? degrees : Double.NaN;
  }

  private static int cell(double degrees, double low, double high) {
    int cell = high > low ? (int) ((degrees - low) / (high - low) * HilbertCurve.SIDE) : 0;
    return Math.max(0, Math.min(cell, HilbertCurve.SIDE - 1));
  }
}
