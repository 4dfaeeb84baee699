package io.shardsteer.deploy.cli.init;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardsteer.common.record.EpochTime;
import io.shardsteer.deploy.replay.stream.CellNumber;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What a sample says about one field. Filled record by record; not thread-safe. */
final class FieldProfile {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** A time of day that says which zone it is of. */
  private static final Pattern ZONED = Pattern.compile(".*:.*(Z|[+-]\\d\\d(:?\\d\\d)?)");

  private static final Pattern TIME_NAME =
      Pattern.compile("(?i).*(time|date|timestamp|epoch|created|updated|when).*|.*(_at|At|_ts)|ts");

  /** 1990 to 2100, seconds. */
  private static final double EARLIEST = 631_152_000;

  private static final double LATEST = 4_102_444_800.0;

  /** Shares beyond this are "all" of a sample that may hold a few strange records. */
  private static final double NEARLY_ALL = 0.95;

  private final String path;
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<Double> numbers = new ArrayList<>();
  private final boolean timeName;
  private int present;
  private int texts;
  private int booleans;
  private int whole;
  private int numericTexts;
  private int uuids;
  private int times;
  private int zoned;
  private int clocks;
  private int inOrder;
  private int timePairs;
  private int risingPairs;
  private long chars;
  private long words;
  private double lastTime = Double.NaN;
  private double firstTime = Double.NaN;
  private double lastNumber = Double.NaN;
  private int longestChars;

  FieldProfile(String path) {
    this.path = path;
    timeName = TIME_NAME.matcher(path).matches();
  }

  void add(JsonNode value) {
    if (value.isNull()
        || value.isMissingNode()
        || (value.isTextual() && value.asText().isEmpty())) {
      return;
    }
    present++;
    counts.merge(value.asText(), 1, Integer::sum);
    if (value.isBoolean()) {
      booleans++;
    } else if (value.isNumber()) {
      number(value.asDouble());
    } else {
      text(value.asText());
    }
  }

  private void number(double number) {
    numbers.add(number);
    whole += number == Math.rint(number) ? 1 : 0;
    risingPairs += number > lastNumber ? 1 : 0;
    lastNumber = number;
    double size = Math.abs(number);
    double seconds = number / (size < 1e11 ? 1 : size < 1e14 ? 1e3 : size < 1e17 ? 1e6 : 1e9);
    if (timeName && seconds >= EARLIEST && seconds <= LATEST) {
      clocks++;
      zoned++;
      time(seconds);
    }
  }

  private void text(String text) {
    texts++;
    chars += text.length();
    longestChars = Math.max(longestChars, text.length());
    words += text.strip().split("\\s+").length;
    uuids += UUID.matcher(text).matches() ? 1 : 0;
    if (CellNumber.looksLikeNumber(text)) {
      numericTexts++;
      numbers.add(Double.parseDouble(text));
      whole += text.indexOf('.') < 0 ? 1 : 0;
    }
    double seconds = EpochTime.utcSeconds(text);
    if (!Double.isNaN(seconds)) {
      clocks += text.indexOf(':') > 0 ? 1 : 0;
      zoned += ZONED.matcher(text).matches() ? 1 : 0;
      time(seconds);
    }
  }

  private void time(double seconds) {
    times++;
    if (!Double.isNaN(lastTime)) {
      timePairs++;
      inOrder += seconds >= lastTime ? 1 : 0;
    }
    firstTime = Double.isNaN(firstTime) ? seconds : Math.min(firstTime, seconds);
    lastTime = seconds;
  }

  String path() {
    return path;
  }

  /** Last name of the path, in small letters. */
  String name() {
    return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** Records in which it has a value. */
  int present() {
    return present;
  }

  int distinct() {
    return counts.size();
  }

  boolean isNumber() {
    return present > 0 && numbers.size() >= present;
  }

  /** Numbers that arrive as text. */
  boolean isNumericText() {
    return numericTexts > 0 && isNumber();
  }

  boolean isWhole() {
    return isNumber() && whole == numbers.size();
  }

  boolean isBoolean() {
    return present > 0 && booleans == present;
  }

  boolean isText() {
    return present > 0 && texts == present && !isNumericText();
  }

  boolean isUuid() {
    return present > 0 && uuids == present;
  }

  boolean isTime() {
    return present > 0 && times >= NEARLY_ALL * present;
  }

  /** Whether its times have a time of day, most of them. */
  boolean hasClock() {
    return clocks >= NEARLY_ALL * times;
  }

  /** Whether its times say of which zone they are. */
  boolean isZoned() {
    return zoned >= NEARLY_ALL * times;
  }

  /** Share of its times that are not before the one before. */
  double inOrder() {
    return timePairs == 0 ? 0 : (double) inOrder / timePairs;
  }

  /** From its earliest time to its last one, seconds. */
  double seconds() {
    return lastTime - firstTime;
  }

  /** Whether each number is larger than the one before. */
  boolean isRising() {
    return isNumber() && risingPairs >= numbers.size() - 1;
  }

  double meanWords() {
    return texts == 0 ? 0 : (double) words / texts;
  }

  double meanChars() {
    return texts == 0 ? 0 : (double) chars / texts;
  }

  int longestChars() {
    return longestChars;
  }

  /** Its most frequent value; empty where it has none. */
  String hottest() {
    return counts.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** Share of its values that are the most frequent one. */
  double hottestShare() {
    int most = counts.isEmpty() ? 0 : Collections.max(counts.values());
    return present == 0 ? 0 : (double) most / present;
  }

  /** What that share of its numbers are at most; NaN where it has none. */
  double quantile(double share) {
    if (numbers.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = numbers.stream().sorted().toList();
    return sorted.get((int) Math.round(share * (sorted.size() - 1)));
  }

  double least() {
    return quantile(0);
  }

  double most() {
    return quantile(1);
  }
}
