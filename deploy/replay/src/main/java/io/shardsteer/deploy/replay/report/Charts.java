package io.shardsteer.deploy.replay.report;

import io.shardsteer.deploy.replay.measure.FanOut;
import io.shardsteer.deploy.replay.measure.Measured;
import io.shardsteer.deploy.replay.stream.Coordinates;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The findings of a replay as PNG files. Needs no screen. */
public final class Charts {
  private static final int WIDTH = 1_000;
  private static final int HEIGHT = 640;
  private static final int MAP_POINTS = 8_000;
  private static final float MAP_HUES = 0.61803f;

  private final Path directory;
  private final String prefix;

  /**
   * @param directory made where there is none
   * @param prefix how the files' names begin
   */
  public Charts(Path directory, String prefix) {
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
          map(result, coordinates, 0.10, "before");
          map(result, coordinates, 0.95, "after");
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
    chart.getStyler().setLegendVisible(false).setMarkerSize(0);
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
    XYChart chart =
        chart(
            "%d shards: down is even, left is local".formatted(shards),
            "mean fan-out of all declared queries (shards)",
            "largest shard / fair share at the end");
    chart
        .getStyler()
        .setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
        .setLegendPosition(LegendPosition.OutsideE)
        .setMarkerSize(14);
    int drawn = 0;
    for (Measured result : results) {
      double fanOut =
          result.fanOuts().stream().mapToDouble(FanOut::mean).average().orElse(Double.NaN);
      if (Double.isFinite(fanOut)) {
        chart.addSeries(
            result.method(), new double[] {fanOut}, new double[] {result.sizeImbalanceFinal()});
        drawn++;
      }
    }
    if (drawn > 0) {
      save(chart, prefix + "-evenness-fan-out-" + shards);
    }
  }

  /** Records of a twentieth of the stream at their place, coloured by shard. */
  private void map(Measured result, Coordinates coordinates, double begin, String when)
      throws IOException {
    int from = (int) (result.records() * begin);
    int to = (int) Math.min(result.records(), from + result.records() * 0.05);
    List<List<Double>> x = new ArrayList<>();
    List<List<Double>> y = new ArrayList<>();
    for (int shard = 0; shard < result.shards(); shard++) {
      x.add(new ArrayList<>());
      y.add(new ArrayList<>());
    }
    int stride = Math.max(1, (to - from) / MAP_POINTS);
    for (int record = from; record < to; record += stride) {
      double north = coordinates.at(record, 0);
      double east = coordinates.at(record, 1);
      if (!Double.isNaN(north) && !Double.isNaN(east)) {
        x.get(result.assignments().shardOf(record)).add(east);
        y.get(result.assignments().shardOf(record)).add(north);
      }
    }
    XYChart chart =
        chart(
            "%s, %d shards, %.0f %% of the stream"
                .formatted(result.method(), result.shards(), 100 * begin),
            "",
            "");
    chart
        .getStyler()
        .setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
        .setLegendVisible(false)
        .setMarkerSize(4);
    for (int shard = 0; shard < result.shards(); shard++) {
      if (!x.get(shard).isEmpty()) {
        chart
            .addSeries("shard " + shard, x.get(shard), y.get(shard))
            .setMarker(SeriesMarkers.CIRCLE)
            .setMarkerColor(colour(shard));
      }
    }
    if (!chart.getSeriesMap().isEmpty()) {
      save(chart, "map-" + when, result);
    }
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
