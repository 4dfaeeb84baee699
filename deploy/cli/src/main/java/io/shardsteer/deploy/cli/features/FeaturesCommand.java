package io.shardsteer.deploy.cli.features;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.message.Sample;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.output.Documents;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.cli.rollout.PipelineFile;
import io.shardsteer.deploy.cli.watch.DeployedModel;
import io.shardsteer.deploy.replay.CsvOption;
import io.shardsteer.deploy.replay.DataSource;
import io.shardsteer.deploy.replay.features.Inspection;
import io.shardsteer.deploy.replay.features.InspectionJson;
import io.shardsteer.deploy.replay.features.InspectionText;
import io.shardsteer.deploy.replay.features.RecordingSamples;
import io.shardsteer.deploy.replay.features.TrainedOnSample;
import io.shardsteer.deploy.replay.stream.BadRows;
import io.shardsteer.deploy.replay.stream.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a pipeline's features make of recorded data. */
@Command(
    name = "features",
    description = {
      "Print what is extracted from a sample of recorded data, the share of missing and unknown values of each",
      "feature, and how much it matters to the model: the deployed one, or one trained on the sample."
    })
public final class FeaturesCommand implements Callable<Integer> {
  @Mixin HelpOption help = new HelpOption();

  @Parameters(paramLabel = "FILE", description = "Pipeline file (YAML).")
  @Nullable Path file;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description =
          "A file of CSV with a header line, JSON lines or Avro (plain or .gz), or synthetic:NAME[:RECORDS].")
  String data = "";

  @Option(
      names = "--sample",
      paramLabel = "COUNT",
      defaultValue = "10000",
      description =
          "Records that are looked at, evenly spread over the data; default: ${DEFAULT-VALUE}.")
  int most = 10_000;

  @Option(
      names = "--show",
      paramLabel = "COUNT",
      defaultValue = "2",
      description = "Records that are shown with all that is extracted; default: ${DEFAULT-VALUE}.")
  int shown = 2;

  @Option(
      names = "--deployed",
      description =
          "Ask the model that routes now on the cluster that is named, or on the local stack.")
  boolean deployed;

  @Mixin ClusterOptions options = new ClusterOptions();

  @Mixin CsvOption csv = new CsvOption();

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    if (most < 1) {
      throw new CommandException("--sample is %d.\nLook at 1 record or more.".formatted(most));
    }
    PipelineConfig config = PipelineFile.read(Objects.requireNonNull(file));
    DataSource source = DataSource.parse(data, csv.trims());
    List<Sample> samples = RecordingSamples.of(read(source, config), config, most);
    if (samples.isEmpty()) {
      throw new CommandException(
          "%s has no record.\nName a file with rows below its header.".formatted(source.name()));
    }
    Inspection inspection =
        deployed || options.isNamed()
            ? Inspection.of(samples, config, DeployedModel.of(options.cluster(), config))
            : Inspection.of(samples, config, TrainedOnSample.of(samples, config));
    if (output.isJson()) {
      ObjectNode document = Documents.of("features");
      InspectionJson.add(document, inspection, source.name());
      output.print(document);
    } else {
      System.out.print(InspectionText.of(inspection, source.name(), shown));
    }
    return ExitCodes.OK;
  }

  private static Recording read(DataSource source, PipelineConfig config) {
    BadRows badRows = new BadRows();
    try {
      Recording recording =
          source.read(
              config, PipelineFields.of(config), Integer.MAX_VALUE, config.model().seed(), badRows);
      badRows.remarks().forEach(System.err::println);
      if (badRows.count() > 0) {
        System.err.printf(
            "%,d rows are left out:%n  %s%n",
            badRows.count(), String.join(System.lineSeparator() + "  ", badRows.first()));
      }
      return recording;
    } catch (IOException e) {
      throw new CommandException(
          "%s cannot be read: %s\nName a file of CSV, JSON lines or Avro, plain or gzip-compressed, with --data."
              .formatted(source.name(), e),
          e);
    }
  }
}
