package io.shardsteer.deploy.replay.synthetic;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The synthetic streams. */
public enum Workload {
  /** 10,000 equally frequent keys. */
  UNIFORM("uniform", "keys"),
  /** Low skew: two thirds of the records on one third of the keys. */
  ZIPF_065("zipf-0.65", "keys"),
  /** YCSB's default skew, scrambled. */
  ZIPF_099("zipf-0.99", "keys"),
  /** One key holds a third of the records. */
  ZIPF_140("zipf-1.40", "keys"),
  /** LN1 of partial key grouping: log-normal, one key holds 15 %. */
  LN1("ln1", "keys"),
  /** 80 % of the records on 20 % of the keys. */
  HOT_SET("hot-set", "keys"),
  /** A zipfian peak that moves steadily through the key space. */
  SHIFT("shift", "keys"),
  /** A zipfian peak that jumps at 25, 50 and 75 %. */
  JUMP("jump", "keys"),
  /** A flash crowd: one key takes 40 % for a twentieth of the stream. */
  FLASH("flash", "keys"),
  /** E-Store's moving hot spot. */
  MOVING_HOT_SPOT("moving-hot-spot", "keys"),
  /** The share of records without a key grows from 10 to 45 %. */
  NULLS("nulls", "keys"),
  /** The keys' lower and upper half by turns. */
  SQUARE_WAVE("square-wave", "keys"),
  /** City hot spots that wander. */
  HOT_SPOTS("hot-spots", "points"),
  /** The same, with three dying and three appearing at mid-stream. */
  HOT_SPOTS_REBORN("hot-spots-reborn", "points"),
  /** The same as hot-spots, with 20 % of the records on one point. */
  HOT_VALUE_20("hot-value-20", "points"),
  /** The same as hot-spots, with 60 % of the records on one point. */
  HOT_VALUE_60("hot-value-60", "points"),
  /** Two independent fields of 1,000 values each. */
  PAIRS("pairs", "pairs"),
  /** Three independent fields of 100 values each. */
  TRIPLES("triples", "triples"),
  /** Asked for by what is known only later. */
  HIDDEN("hidden", "hidden"),
  /** Three unrelated fields, each asked for alone. */
  CONFLICT("conflict", "conflict"),
  /** A city whose places of the day and of the night take turns, 14 times. */
  DAILY("daily", "points"),
  /** The same, with other places at weekends. */
  WEEKLY("weekly", "points"),
  /** Events that bring about bursts of others nearby. */
  AFTERSHOCKS("aftershocks", "aftershocks"),
  /** Categories that are born and die, hundreds of related records at once. */
  BIRTHS("births", "births");

  private final String label;
  private final String family;

  Workload(String label, String family) {
    this.label = label;
    this.family = family;
  }

  /** The name in commands and reports. */
  public String label() {
    return label;
  }

  /** The pipeline file that suits it, in {@code pipelines/synthetic}. */
  public String pipelineFile() {
    return family + ".yaml";
  }

  /**
   * @throws IllegalArgumentException naming all workloads if there is none of that name
   */
  public static Workload ofLabel(String label) {
    return Arrays.stream(values())
        .filter(workload -> workload.label.equals(label.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no synthetic workload '%s'.%nChoose among %s."
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(Workload::label)
                                .collect(Collectors.joining(", ")))));
  }

  /** Its fields, all numbers. */
  public List<String> fields() {
    return switch (family) {
      case "points" -> List.of("latitude", "longitude", "vehicle");
      case "pairs" -> List.of("a", "b");
      case "triples", "conflict" -> List.of("a", "b", "c");
      case "aftershocks" -> List.of("latitude", "longitude", "magnitude");
      case "births" -> List.of("category", "key");
      case "hidden" ->
          Stream.concat(
                  IntStream.rangeClosed(1, HiddenAttribute.VISIBLE).mapToObj(i -> "x" + i),
                  Stream.of("risk"))
              .toList();
      default -> List.of("key");
    };
  }

  /** How far the stream is where everything changes at once, each in (0,1). */
  public List<Double> jumps() {
    return this == JUMP ? List.of(0.25, 0.5, 0.75) : List.of();
  }

  Drawing draw(SplittableRandom setting) {
    return switch (this) {
      case UNIFORM -> Keys.uniform();
      case ZIPF_065 -> Keys.zipf(0.65);
      case ZIPF_099 -> Keys.scrambledZipf(0.99, setting);
      case ZIPF_140 -> Keys.scrambledZipf(1.4, setting);
      case LN1 -> Keys.logNormal(1.789, 2.366);
      case HOT_SET -> Keys.hotSet(0.2, 0.8);
      case SHIFT -> Keys.shifting();
      case JUMP -> Keys.jumping(setting);
      case FLASH -> Keys.flashing();
      case MOVING_HOT_SPOT -> Keys.movingHotSpot();
      case NULLS -> Keys.growingNulls();
      case SQUARE_WAVE -> Keys.squareWave();
      case HOT_SPOTS -> new HotSpots(setting, 0, 0);
      case HOT_SPOTS_REBORN -> new HotSpots(setting, 3, 0);
      case HOT_VALUE_20 -> new HotSpots(setting, 0, 0.2);
      case HOT_VALUE_60 -> new HotSpots(setting, 0, 0.6);
      case PAIRS -> independent(1_000);
      case TRIPLES -> independent(100);
      case HIDDEN -> new HiddenAttribute();
      case CONFLICT -> new ConflictingFields();
      case DAILY -> new Cycles(setting, false);
      case WEEKLY -> new Cycles(setting, true);
      case AFTERSHOCKS -> new Aftershocks(setting);
      case BIRTHS -> new Births(setting);
    };
  }

  /** Every field uniform over 0 to {@code values} - 1. */
  private static Drawing independent(int values) {
    return (progress, random, into) -> {
      for (int field = 0; field < into.length; field++) {
        into[field] = random.nextInt(values);
      }
    };
  }
}
