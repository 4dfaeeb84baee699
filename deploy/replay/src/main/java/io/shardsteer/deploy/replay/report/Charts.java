package io.shardsteer.deploy.replay.report;

import io.shardsteer.deploy.replay.measure.FanOut;
import io.shardsteer.deploy.replay.measure.Measured;
import io.shardsteer.deploy.replay.measure.Quantiles;
import io.shardsteer.deploy.replay.stream.Coordinates;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The findings of a replay as PNG files. Needs no screen. */
public final class Charts {
  private static final int WIDTH = 1_000;
  private static final int HEIGHT = 640;
  private static final int MAP_POINTS = 8_000;
  private static final float MAP_HUES = 0.61803f;
  private static final double SHAKEN = 0.006;
  private static final double LEAST_EXCESS_PERCENT = 0.05;
  private static final double LABEL_ABOVE = 1.35;
  private static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 15);
  private static final Color OURS = new Color(0xD4, 0x1F, 0x2B);
  private static final Color OTHERS = new Color(0x5B, 0x6F, 0x8C);

  private final Path directory;
  private final String prefix;
  private final String ours;

  /**
   * @param directory made where there is none
   * @param prefix how the files' names begin
   * @param ours the method whose dot stands out
   */
  public Charts(Path directory, String prefix, String ours) {
    this.ours = ours;
    this.directory = directory;
    this.prefix = prefix;
  }

  /** Draws every picture that the findings allow. */
  public void draw(Findings findings, Coordinates coordinates) throws IOException {
    Files.createDirectories(directory);
    for (int shards : findings.results().stream().map(Measured::shards).distinct().toList()) {
      List<Measured> results =
          findings.results().stream().filter(result -> result.shards() == shards).toList();
      evennessAgainstFanOut(results, shards);
      for (Measured result : results) {
        sizes(result);
        if (coordinates.dimensions() == 2) {
          map(result, coordinates);
        }
      }
    }
  }

  /** Each shard's size over time, as a multiple of its fair share. */
  private void sizes(Measured result) throws IOException {
    XYChart chart =
        chart(
            "%s, %d shards: size / fair share".formatted(result.method(), result.shards()),
            "% of the stream",
            "size / fair share");
    chart
        .getStyler()
        .setXAxisMin(0.0)
        .setXAxisMax(100.0)
        .setXAxisDecimalPattern("0")
        .setYAxisDecimalPattern("0.00")
        .setLegendVisible(false)
        .setMarkerSize(0);
    int steps = result.sizeCourse().size();
    double[] progress = new double[steps];
    for (int i = 0; i < steps; i++) {
      progress[i] = 100.0 * (i + 1) / steps;
    }
    for (int shard = 0; shard < result.shards(); shard++) {
      double[] sizes = new double[steps];
      for (int i = 0; i < steps; i++) {
        sizes[i] = result.sizeCourse().get(i)[shard];
      }
      chart
          .addSeries("shard " + shard, progress, sizes)
          .setMarker(SeriesMarkers.NONE)
          .setLineColor(colour(shard))
          .setLineWidth(1.2f);
    }
    save(chart, "sizes", result);
  }

  /** One dot a method: how uneven its shards are and how many of them a query reads. */
  private void evennessAgainstFanOut(List<Measured> results, int shards) throws IOException {
    List<Dot> dots = dots(results);
    if (dots.isEmpty()) {
      return;
    }
    XYChart chart =
        chart(
            "%d shards: even is down, local is left".formatted(shards),
            "shards that a declared query reads, mean",
            "largest shard above its fair share at the end, %");
    chart
        .getStyler()
        .setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
        .setXAxisLogarithmic(true)
        .setYAxisLogarithmic(true)
        .setXAxisMin(0.8)
        .setXAxisMax(shards * 1.6)
        .setYAxisMin(LEAST_EXCESS_PERCENT / 2)
        .setYAxisMax(Math.max(300, 2 * dots.get(dots.size() - 1).excessPercent()))
        .setLegendVisible(false)
        .setAnnotationTextFont(LABEL)
        .setMarkerSize(14);
    for (Dot dot : dots) {
      boolean isOurs = dot.name().equals(ours);
      chart
          .addSeries(dot.name(), new double[] {dot.fanOut()}, new double[] {dot.excessPercent()})
          .setMarker(isOurs ? SeriesMarkers.DIAMOND : SeriesMarkers.CIRCLE)
          .setMarkerColor(isOurs ? OURS : OTHERS);
      AnnotationText name =
          new AnnotationText(dot.name(), dot.fanOut(), dot.excessPercent() * LABEL_ABOVE, false);
      chart.addAnnotation(name);
    }
    save(chart, prefix + "-evenness-fan-out-" + shards);
  }

  /** Methods that would lie on each other make one dot; the least uneven comes first. */
  private List<Dot> dots(List<Measured> results) {
    List<Dot> dots = new ArrayList<>();
    results.stream()
        .map(Charts::dot)
        .filter(dot -> Double.isFinite(dot.fanOut()))
        .sorted(Comparator.comparingDouble(Dot::excessPercent))
        .forEach(
            dot -> {
              for (int i = 0; i < dots.size(); i++) {
                Dot other = dots.get(i);
                boolean apart = other.name().equals(ours) || dot.name().equals(ours);
                if (!apart && other.isAt(dot)) {
                  dots.set(i, other.with(dot));
                  return;
                }
              }
              dots.add(dot);
            });
    return dots;
  }

  private static Dot dot(Measured result) {
    double longest = result.fanOuts().stream().mapToDouble(FanOut::window).max().orElse(0);
    double fanOut =
        result.fanOuts().stream()
            .filter(one -> one.window() == longest)
            .mapToDouble(FanOut::read)
            .average()
            .orElse(Double.NaN);
    double excess = 100 * (result.sizeImbalanceFinal() - 1);
    return new Dot(result.method(), fanOut, Math.max(LEAST_EXCESS_PERCENT, excess));
  }

  private record Dot(String name, double fanOut, double excessPercent) {
    boolean isAt(Dot other) {
      return Math.abs(Math.log(fanOut / other.fanOut())) < 0.08
          && Math.abs(Math.log(excessPercent / other.excessPercent())) < 0.45;
    }

    Dot with(Dot other) {
      return new Dot(name + ", " + other.name(), fanOut, excessPercent);
    }
  }

  /** Records at their places, coloured by shard, early in the stream and at its end. */
  private void map(Measured result, Coordinates coordinates) throws IOException {
    double[] north = middle(coordinates, 0, result.records());
    double[] east = middle(coordinates, 1, result.records());
    List<XYChart> charts = new ArrayList<>();
    for (double begin : new double[] {0.10, 0.95}) {
      XYChart chart = map(result, coordinates, begin, north, east);
      if (!chart.getSeriesMap().isEmpty()) {
        charts.add(chart);
      }
    }
    if (charts.size() == 2) {
      String name = "%s-map-%s-%d".formatted(prefix, result.method(), result.shards());
      BitmapEncoder.saveBitmap(charts, 1, 2, directory.resolve(name).toString(), BitmapFormat.PNG);
    }
  }

  /** Where the middle four fifths of the records lie in a dimension, and a little around them. */
  private static double[] middle(Coordinates coordinates, int dimension, int records) {
    double[] values =
        Arrays.stream(coordinates.slice(dimension, 0, records))
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    double low = Quantiles.quantile(values, 0.1);
    double high = Quantiles.quantile(values, 0.9);
    double margin = Math.max(1e-6, (high - low) * 0.1);
    return new double[] {low - margin, high + margin};
  }

  private static XYChart map(
      Measured result, Coordinates coordinates, double begin, double[] north, double[] east) {
    int from = (int) (result.records() * begin);
    int to = (int) Math.min(result.records(), from + result.records() * 0.05);
    List<List<Double>> x = new ArrayList<>();
    List<List<Double>> y = new ArrayList<>();
    for (int shard = 0; shard < result.shards(); shard++) {
      x.add(new ArrayList<>());
      y.add(new ArrayList<>());
    }
    // Records of one place would hide each other: they are shaken a little.
    SplittableRandom random = new SplittableRandom(1);
    double shakenNorth = (north[1] - north[0]) * SHAKEN;
    double shakenEast = (east[1] - east[0]) * SHAKEN;
    int stride = Math.max(1, (to - from) / MAP_POINTS);
    for (int record = from; record < to; record += stride) {
      double atNorth = coordinates.at(record, 0) + shakenNorth * random.nextGaussian();
      double atEast = coordinates.at(record, 1) + shakenEast * random.nextGaussian();
      if (isWithin(north, atNorth) && isWithin(east, atEast)) {
        x.get(result.assignments().shardOf(record)).add(atEast);
        y.get(result.assignments().shardOf(record)).add(atNorth);
      }
    }
    XYChart chart =
        chart(
            "%s, %d shards, at %.0f %% of the stream"
                .formatted(result.method(), result.shards(), 100 * begin),
            "",
            "");
    chart
        .getStyler()
        .setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
        .setXAxisMin(east[0])
        .setXAxisMax(east[1])
        .setYAxisMin(north[0])
        .setYAxisMax(north[1])
        .setXAxisDecimalPattern("0.00")
        .setYAxisDecimalPattern("0.00")
        .setLegendVisible(false)
        .setMarkerSize(3);
    for (int shard = 0; shard < result.shards(); shard++) {
      if (!x.get(shard).isEmpty()) {
        chart
            .addSeries("shard " + shard, x.get(shard), y.get(shard))
            .setMarker(SeriesMarkers.CIRCLE)
            .setMarkerColor(colour(shard));
      }
    }
    return chart;
  }

  private static boolean isWithin(double[] bounds, double value) {
    return value >= bounds[0] && value <= bounds[1];
  }

  /** Hues of neighbouring shards lie far apart. */
  private static Color colour(int shard) {
    return Color.getHSBColor(shard * MAP_HUES, 0.75f, shard % 2 == 0 ? 0.85f : 0.6f);
  }

  private static XYChart chart(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    return chart;
  }

  private void save(XYChart chart, String what, Measured result) throws IOException {
    save(chart, "%s-%s-%s-%d".formatted(prefix, what, result.method(), result.shards()));
  }

  private void save(XYChart chart, String name) throws IOException {
    BitmapEncoder.saveBitmap(chart, directory.resolve(name).toString(), BitmapFormat.PNG);
  }
}
