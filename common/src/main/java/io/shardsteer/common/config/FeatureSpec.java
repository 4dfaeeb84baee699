package io.shardsteer.common.config;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * One step of the {@code feature_extraction_pipeline}: one or more columns of features from fields.
 */
public sealed interface FeatureSpec {
  /** Unique in the pipeline; the name of the column, or the prefix of several. */
  String name();

  /** Paths of the fields that it reads. */
  List<String> fields();

  /** How a number is changed before the model sees it. */
  enum Transform {
    RAW,
    LOG
  }

  /** Parts of a time. Cyclic parts run from 0 (inclusive) to their period. */
  enum TimePart {
    /** Hours since midnight with minutes as fraction, [0,24). */
    HOUR_OF_DAY,
    /** Monday 0 .. Sunday 6. */
    DAY_OF_WEEK,
    /** Hours since Monday midnight, [0,168). */
    HOUR_OF_WEEK,
    /** 1..31. */
    DAY_OF_MONTH,
    /** 1..12. */
    MONTH,
    /** Seconds since the epoch. */
    EPOCH_SECONDS
  }

  /** A number as it is or its logarithm ({@code ln(1+x)}; missing below 0). */
  record Numeric(String name, String field, Transform transform) implements FeatureSpec {
    @Override
    public List<String> fields() {
      return List.of(field);
    }
  }

  /** The bucket 0..edges that a number falls into. */
  record BucketedRange(String name, String field, List<Double> edges) implements FeatureSpec {
    public BucketedRange {
      edges = List.copyOf(edges);
    }

    @Override
    public List<String> fields() {
      return List.of(field);
    }
  }

  /**
   * The level of a text or number.
   *
   * @param levels declared levels; empty: learned by the trainer from the sample
   * @param maxLevels most levels that are learned; the rest is {@code other}
   */
  record Categorical(String name, String field, List<String> levels, int maxLevels)
      implements FeatureSpec {
    public Categorical {
      levels = List.copyOf(levels);
    }

    @Override
    public List<String> fields() {
      return List.of(field);
    }
  }

  /** 1 where the field is there (or has the given value), else 0. */
  record Flag(String name, String field, Optional<String> equalTo) implements FeatureSpec {
    @Override
    public List<String> fields() {
      return List.of(field);
    }
  }

  /** A part of a time (ISO-8601 text or epoch number) in a time zone. */
  record Time(String name, String field, TimePart part, ZoneId zone) implements FeatureSpec {
    @Override
    public List<String> fields() {
      return List.of(field);
    }
  }

  /**
   * A place: its latitude, longitude and index on a Hilbert curve over the box that the trainer
   * finds to hold the sample.
   */
  record Geo(String name, String latitudeField, String longitudeField) implements FeatureSpec {
    @Override
    public List<String> fields() {
      return List.of(latitudeField, longitudeField);
    }
  }
}
