package io.shardsteer.deploy.cli.init;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.PipelineConfigs;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.rollout.CommandException;
import io.shardsteer.deploy.replay.CsvOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a first pipeline file for a stream of one's own. */
@Command(
    name = "init",
    description = {
      "Write a commented pipeline file from a sample of recorded data or of a topic: fields with their kinds, key and",
      "time, features, queries and columns, each with its reason. It is a guess: go through it before you deploy it."
    })
public final class InitCommand implements Callable<Integer> {
  private static final String NAMESPACE = "persistent://public/default/";

  @Mixin HelpOption help = new HelpOption();

  @ArgGroup(multiplicity = "1")
  @Nullable Source source;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file that is written; default: the pipeline's name with .yaml.")
  @Nullable Path output;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "The pipeline's name; default: that of the data.")
  @Nullable String pipeline;

  @Option(names = "--force", description = "Write over a file that is there.")
  boolean force;

  @Option(
      names = "--sample",
      paramLabel = "COUNT",
      defaultValue = "20000",
      description = "Most records that are looked at closely; default: ${DEFAULT-VALUE}.")
  int most = 20_000;

  @Mixin CsvOption csv = new CsvOption();

  @Mixin ClusterOptions options = new ClusterOptions();

  /** Where the records are. */
  static final class Source {
    @Option(
        names = "--data",
        required = true,
        paramLabel = "FILE",
        description = "A file of CSV with a header line, JSON lines or Avro, plain or .gz.")
    @Nullable Path data;

    @Option(
        names = "--topic",
        required = true,
        paramLabel = "TOPIC",
        description =
            "A topic, such as persistent://public/default/orders; read from its beginning.")
    @Nullable String topic;
  }

  @Override
  public Integer call() throws IOException {
    if (most < 2) {
      throw new CommandException("--sample is %d.\nLook at 2 records or more.".formatted(most));
    }
    Sample sample = sample();
    Profiles profiles = Profiles.of(sample);
    if (profiles.fields().isEmpty()) {
      throw new CommandException(
          "%s has no record with a field.\n%s"
              .formatted(
                  sample.source(),
                  sample.remarks().isEmpty()
                      ? "Name data that has some."
                      : String.join("\n", sample.remarks())));
    }
    Roles roles = Roles.of(profiles);
    Proposal proposal = Proposer.of(profiles, roles);
    String name = name(sample);
    String topic = sample.topic().isEmpty() ? NAMESPACE + name : sample.topic();
    String text = PipelineText.of(name, topic, profiles, roles, proposal);
    PipelineConfig config = PipelineConfigs.fromYaml(text, "the proposal");
    Path file = output == null ? Path.of(name + ".yaml") : output;
    write(file, text);
    tell(file, sample, proposal, config);
    return 0;
  }

  private Sample sample() {
    if (source != null && source.data != null) {
      return FileSample.of(source.data, most, csv.trims());
    }
    if (source == null || source.topic == null) {
      throw new CommandException("No data is named.\nGive --data or --topic.");
    }
    String topic = source.topic.contains("://") ? source.topic : NAMESPACE + source.topic;
    return TopicSample.of(options.cluster(), topic, most);
  }

  private String name(Sample sample) {
    if (pipeline != null) {
      return pipeline;
    }
    String from =
        sample.topic().isEmpty() && source != null && source.data != null
            ? String.valueOf(source.data.getFileName()).replaceFirst("\\..*", "")
            : sample.topic().substring(sample.topic().lastIndexOf('/') + 1);
    return new Yaml.Names(36, Set.of()).next(from);
  }

  private void write(Path file, String text) {
    if (!force && Files.exists(file)) {
      throw new CommandException(
          "%s is there already.\nName another file with --output, or give --force."
              .formatted(file));
    }
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new CommandException(
          "%s cannot be written: %s\nName a file in a folder that exists with --output."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private void tell(Path file, Sample sample, Proposal proposal, PipelineConfig config) {
    System.out.printf(
        "%s: %d features, %d queries, %d columns, guessed from %,d records of %s%n",
        file,
        config.featureExtractionPipeline().size(),
        config.queries().size(),
        config.storage().layout().columns().size(),
        sample.records().size(),
        sample.source());
    if (!proposal.warnings().isEmpty()) {
      System.out.println("Look at these first:");
      proposal.warnings().forEach(warning -> System.out.println("  - " + warning));
    }
    System.out.println("Go through the file, then:");
    next(file).forEach(command -> System.out.println("  " + command));
  }

  private List<String> next(Path file) {
    if (source == null || source.data == null) {
      return List.of("steer validate " + file, "steer deploy " + file);
    }
    return List.of(
        "steer validate " + file,
        "steer features %s --data %s".formatted(file, source.data),
        "steer replay %s --data %s".formatted(file, source.data),
        "steer demo --keep --pipeline %s --data %s".formatted(file, source.data));
  }
}
