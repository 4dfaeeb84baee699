package io.shardsteer.common.config;

import io.shardsteer.common.config.ShardsConfig.Load;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code target_shard_count}, {@code acceptable_shard_imbalance} and their like. */
final class ShardsKeys {
  private static final String IMBALANCE = "acceptable_shard_imbalance";
  private static final AcceptableImbalance DEFAULT_IMBALANCE =
      new AcceptableImbalance.Relative(0.2);
  private static final Pattern PERCENTAGE = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,9})?)\\s*%");
  private static final Pattern RECORDS = Pattern.compile("(\\d{1,18})(?:\\s*records?)");

  private ShardsKeys() {}

  static ShardsConfig read(ConfigSection config) {
    int count = config.integer("target_shard_count", 8, 1, 1024);
    Load load = config.choice("load", Load.RECORDS);
    List<Double> weights = config.numbers("shard_weights", List.of());
    if (!weights.isEmpty()
        && (weights.size() != count || weights.stream().anyMatch(weight -> weight <= 0))) {
      config.problem(
          "shard_weights",
          "%s is not a weight above 0 for each of %d shards."
              .formatted(ConfigProblems.show(weights), count),
          "Give %d numbers, or leave the key out for equal shards.".formatted(count));
    }
    return new ShardsConfig(
        count,
        imbalance(config, load),
        weights,
        load,
        config.flag("keep_key_together", true),
        PinKeys.read(config, count));
  }

  private static AcceptableImbalance imbalance(ConfigSection config, Load load) {
    @Nullable Object value = config.raw(IMBALANCE);
    if (value == null) {
      return DEFAULT_IMBALANCE;
    }
    String text = String.valueOf(ConfigSection.scalar(value)).strip();
    Matcher percentage = PERCENTAGE.matcher(text);
    if (percentage.matches()) {
      double fraction = Double.parseDouble(percentage.group(1)) / 100;
      if (fraction > 0) {
        return new AcceptableImbalance.Relative(fraction);
      }
    }
    Matcher records = RECORDS.matcher(text);
    Optional<Long> bytes = Sizes.parse(text);
    if (records.matches() || bytes.isPresent()) {
      Load unit = records.matches() ? Load.RECORDS : Load.BYTES;
      if (unit != load) {
        config.problem(
            IMBALANCE,
            "%s is in %s, but the load is counted in %s."
                .formatted(
                    ConfigProblems.show(text),
                    ConfigSection.lower(unit),
                    ConfigSection.lower(load)),
            "Give it in the unit of load, or change load.");
        return DEFAULT_IMBALANCE;
      }
    }
    long absolute =
        records.matches() ? Long.parseLong(records.group(1)) : bytes.orElseGet(() -> whole(value));
    if (absolute > 0) {
      return new AcceptableImbalance.Absolute(absolute);
    }
    config.problem(
        IMBALANCE,
        "%s is neither a percentage nor a whole number of records or bytes above 0."
            .formatted(ConfigProblems.show(text)),
        "Write 20% for a fifth above the fair share, or an amount: 5000, 5000 records, 10 MB.");
    return DEFAULT_IMBALANCE;
  }

  /** 0 where it is none. */
  private static long whole(Object value) {
    @Nullable Double number = ConfigSection.number(value);
    return number != null && number == Math.rint(number) ? number.longValue() : 0;
  }

  static void write(ShardsConfig shards, Map<String, Object> to) {
    to.put("target_shard_count", shards.targetShardCount());
    to.put(IMBALANCE, format(shards));
    to.put("shard_weights", shards.weights());
    to.put("load", ConfigSection.lower(shards.load()));
    to.put("keep_key_together", shards.keepKeyTogether());
    to.put(PinKeys.KEY, PinKeys.write(shards.pins()));
  }

  private static String format(ShardsConfig shards) {
    if (shards.acceptableImbalance() instanceof AcceptableImbalance.Absolute absolute) {
      return shards.load() == Load.BYTES
          ? Sizes.format(absolute.load())
          : absolute.load() + " records";
    }
    double fraction = ((AcceptableImbalance.Relative) shards.acceptableImbalance()).fraction();
    return new java.math.BigDecimal(Double.toString(fraction))
            .movePointRight(2)
            .stripTrailingZeros()
            .toPlainString()
        + "%";
  }
}
