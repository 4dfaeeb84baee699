package io.shardsteer.common.feature;

import io.shardsteer.common.record.FieldValues;

/** The smallest box around the sample's places, a fiftieth wider on each side. */
final class BoxFitting implements Fitting {
  private static final double MARGIN = 0.02;
  private static final FittedParameters.Box GLOBE = new FittedParameters.Box(-90, -180, 90, 180);

  private final int latitudeSlot;
  private final int longitudeSlot;
  private double south = 90;
  private double north = -90;
  private double west = 180;
  private double east = -180;

  BoxFitting(int latitudeSlot, int longitudeSlot) {
    this.latitudeSlot = latitudeSlot;
    this.longitudeSlot = longitudeSlot;
  }

  @Override
  public void see(FieldValues values) {
    double latitude = GeoFeature.within(values.number(latitudeSlot), 90);
    double longitude = GeoFeature.within(values.number(longitudeSlot), 180);
    if (!Double.isNaN(latitude + longitude)) {
      south = Math.min(south, latitude);
      north = Math.max(north, latitude);
      west = Math.min(west, longitude);
      east = Math.max(east, longitude);
    }
  }

  @Override
  public FittedParameters fit() {
    if (!(south < north && west < east)) {
      return GLOBE;
    }
    double height = MARGIN * (north - south);
    double width = MARGIN * (east - west);
    return new FittedParameters.Box(south - height, west - width, north + height, east + width);
  }
}
