package io.shardsteer.common.config;

import java.time.ZoneId;
import java.util.List;

/**
 * One step of the {@code feature_extraction_pipeline}: one or more columns of features from fields.
 * A missing field gives missing columns unless a kind says otherwise.
 */
public sealed interface FeatureSpec {
  /** Unique in the pipeline; the name of the column, or the prefix of several. */
  String name();

  /** Paths of the fields that it reads. */
  List<String> fields();

  /** How a number is changed before the model sees it. */
  enum Transform {
    /** As it is. */
    RAW,
    /** {@code ln(1+x)}; missing below 0. */
    LOG,
    /** {@code sign(x) ln(1+|x|)}. */
    SIGNED_LOG,
    /** The nearest number within bounds. */
    CLIP,
    /** Distance from the sample's mean in standard deviations. */
    STANDARDISED
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

  /** What a number means as a time since the epoch. */
  enum TimeUnit {
    /**
     * What the record's schema says; else guessed by magnitude: seconds below 1e11, then milli-,
     * micro- and nanoseconds, by thousands, and 9999-12-31 in any of them.
     */
    AUTO,
    SECONDS,
    MILLIS,
    MICROS,
    NANOS,
    /** Days of a calendar, which begin at midnight of the zone. */
    DAYS
  }

  /** What a flag asks of a field. */
  enum Check {
    /** It has a value. */
    PRESENT,
    /** Its value, as text, is one of the given. */
    IN,
    /** Its value is a text whose first 1,000 characters hold the given regular expression. */
    MATCHES
  }

  /** How two numbers become one. */
  enum Operation {
    /** left / right; missing where right is 0. */
    RATIO,
    /** left - right. */
    DIFFERENCE,
    /** left * right. */
    PRODUCT
  }

  /**
   * A number; one column.
   *
   * @param low lower bound of {@link Transform#CLIP}
   * @param high its upper bound
   */
  record Numeric(String name, String field, Transform transform, double low, double high)
      implements FeatureSpec {
    /** A number without bounds. */
    public Numeric(String name, String field, Transform transform) {
      this(name, field, transform, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    @Override
    public List<String> fields() {
      return List.of(field);
    }
  }

  /**
   * The bucket that a number falls into; one column, 0..edges.
   *
   * @param edges ascending; empty: the sample's quantiles
   * @param buckets of equally many sampled records, where there are no edges
   */
  record BucketedRange(String name, String field, List<Double> edges, int buckets)
      implements FeatureSpec {
    public BucketedRange {
      edges = List.copyOf(edges);
    }

    /** Buckets between declared edges. */
    public BucketedRange(String name, String field, List<Double> edges) {
      this(name, field, edges, 0);
    }

    @Override
    public List<String> fields() {
      return List.of(field);
    }
  }

  /**
   * The level of a text, number or boolean; one categorical column, and one with the value's hash
   * where the sample has more levels than are learned.
   *
   * @param levels declared levels, whose rest is {@code other}; empty: learned or hashed
   * @param maxLevels most levels that the trainer learns; the rest is {@code other}
   * @param hashedWidth above 0: nothing is learned, the level is the value's hash modulo this
   */
  record Categorical(String name, String field, List<String> levels, int maxLevels, int hashedWidth)
      implements FeatureSpec {
    public Categorical {
      levels = List.copyOf(levels);
    }

    /** Declared or learned levels. */
    public Categorical(String name, String field, List<String> levels, int maxLevels) {
      this(name, field, levels, maxLevels, 0);
    }

    @Override
    public List<String> fields() {
      return List.of(field);
    }
  }

  /**
   * 1 where the check holds, else 0, also for a missing field; one column.
   *
   * @param values the texts of {@link Check#IN}, the one expression of {@link Check#MATCHES}
   */
  record Flag(String name, String field, Check check, List<String> values) implements FeatureSpec {
    public Flag {
      values = List.copyOf(values);
    }

    @Override
    public List<String> fields() {
      return List.of(field);
    }
  }

  /**
   * A part of a time (ISO-8601 text or epoch number); one column, or two if cyclic.
   *
   * @param zone whose calendar it is, and where texts without an offset are local
   * @param unit of epoch numbers
   * @param cyclic two columns, sine and cosine of the part's share of its period, instead of the
   *     part: 23:59 is then next to 0:00
   */
  record Time(String name, String field, TimePart part, ZoneId zone, TimeUnit unit, boolean cyclic)
      implements FeatureSpec {
    /** The part as a number. */
    public Time(String name, String field, TimePart part, ZoneId zone) {
      this(name, field, part, zone, TimeUnit.AUTO, false);
    }

    @Override
    public List<String> fields() {
      return List.of(field);
    }
  }

  /** Seconds from one time of the record to another; one column. */
  record Age(String name, String from, String to, ZoneId zone) implements FeatureSpec {
    @Override
    public List<String> fields() {
      return List.of(from, to);
    }
  }

  /**
   * A place; three columns: its latitude, longitude and index, in [0,1), on a Hilbert curve over
   * the box that the trainer finds to hold the sample.
   */
  record Geo(String name, String latitudeField, String longitudeField) implements FeatureSpec {
    @Override
    public List<String> fields() {
      return List.of(latitudeField, longitudeField);
    }
  }

  /** Characters of a text; one column. Anything but text is missing. */
  record TextLength(String name, String field) implements FeatureSpec {
    @Override
    public List<String> fields() {
      return List.of(field);
    }
  }

  /** A text as a point; as many columns as it has dimensions. */
  sealed interface Embedding extends FeatureSpec {
    String field();

    int dimensions();
  }

  /**
   * Words and three-letter pieces of a text, hashed into as many columns as there are dimensions;
   * of length 1 unless the text has no letters or digits (then 0).
   */
  record TextEmbedding(String name, String field, int dimensions) implements Embedding {
    @Override
    public List<String> fields() {
      return List.of(field);
    }
  }

  /**
   * The mean of the vectors of a text's words, learned from the sample by Word2Vec; as many columns
   * as there are dimensions. Unknown words count for nothing; a text without a known one is
   * missing.
   *
   * @param maxWords how many words are learned at most, the most frequent ones
   * @param minCount how often the sample must have a word
   * @param epochs how often the sample is gone through
   */
  record LearnedWords(
      String name, String field, int dimensions, int maxWords, int minCount, int epochs)
      implements Embedding {
    @Override
    public List<String> fields() {
      return List.of(field);
    }
  }

  /** The hash of a value; one column, in [0,1). */
  record HashedKey(String name, String field) implements FeatureSpec {
    @Override
    public List<String> fields() {
      return List.of(field);
    }
  }

  /** Two numbers combined; one column. */
  record Expression(String name, Operation operation, String left, String right)
      implements FeatureSpec {
    @Override
    public List<String> fields() {
      return List.of(left, right);
    }
  }
}
