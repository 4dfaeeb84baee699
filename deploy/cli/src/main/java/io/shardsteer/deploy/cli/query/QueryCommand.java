package io.shardsteer.deploy.cli.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.locate.Predicate;
import io.shardsteer.deploy.cli.options.ClusterOptions;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.HelpOption;
import io.shardsteer.deploy.cli.output.OutputOption;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.reader.Answer;
import io.shardsteer.deploy.reader.AnswerReport;
import io.shardsteer.deploy.reader.FoundRow;
import io.shardsteer.deploy.reader.Query;
import io.shardsteer.deploy.reader.ReadPlan;
import io.shardsteer.deploy.reader.ShardReader;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the rows that match. */
@Command(
    name = "query",
    description = "Print the stored rows that match, read from the shards that can hold them.")
public final class QueryCommand implements Callable<Integer> {
  private static final long ROWS_OF_A_TABLE = 100;

  @Mixin HelpOption help = new HelpOption();

  @Mixin QuestionOptions question = new QuestionOptions();

  @Mixin ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "TABLE",
      description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  RowFormat format = RowFormat.TABLE;

  @Option(
      names = "--fields",
      paramLabel = "PATH",
      split = ",",
      description = "Fields that a table or CSV shows; default: those of the predicate.")
  List<String> fields = List.of();

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      description = "Most rows; default: 100 in a table, all otherwise.")
  @Nullable Long limit;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      defaultValue = "ANY",
      description = "${COMPLETION-CANDIDATES} by publish time; default: ${DEFAULT-VALUE}.")
  Query.Order order = Query.Order.ANY;

  @Option(
      names = "--explain",
      description = "Also say which shards were asked and which were ruled out, and why.")
  boolean explain;

  @Option(names = "--everywhere", description = "Ask every shard, to compare.")
  boolean everywhere;

  @Option(
      names = "--scan",
      description =
          "Read whole tables of more than 1,000,000 rows where neither the order nor an index"
              + " narrows the predicate.")
  boolean scan;

  @Mixin OutputOption output = new OutputOption();

  @Override
  public Integer call() {
    Predicate predicate = question.parsedPredicate();
    Query query = Query.where(predicate).during(question.times()).orderedBy(order);
    Long most = limit;
    if (most != null || (format == RowFormat.TABLE && !output.isJson())) {
      query = query.limitedTo(most != null ? most : ROWS_OF_A_TABLE);
    }
    query = scan ? query.scanningTables() : query;
    Query asked = everywhere ? query.askedEverywhere() : query;
    Cluster cluster = options.cluster();
    PipelineConfig config = question.config(cluster);
    return QuestionOptions.read(cluster, config, reader -> print(reader, config, asked));
  }

  private int print(ShardReader reader, PipelineConfig config, Query query) {
    List<String> shown = fields.isEmpty() ? List.copyOf(query.predicate().fields()) : fields;
    RowFormat rows = output.isJson() ? RowFormat.JSON : format;
    PrintWriter out = new PrintWriter(System.out, false, UTF_8);
    RowPrinter printer =
        new RowPrinter(
            rows,
            shown,
            config.storage().layout().columns(),
            new RecordTrees(config.input(), reader::schemaOf),
            out);
    ReadPlan plan = reader.plan(query);
    if (explain && !output.isJson()) {
      System.err.println(plan.text());
    }
    long startNanos = System.nanoTime();
    try (Answer answer = reader.find(query)) {
      printer.begin();
      for (FoundRow row : answer) {
        printer.print(row);
      }
      printer.end();
      long millis = (System.nanoTime() - startNanos) / 1_000_000;
      tell(answer.report(), plan, config, query, millis);
    }
    return ExitCodes.OK;
  }

  /** On standard error, beside the rows. */
  private void tell(
      AnswerReport report, ReadPlan plan, PipelineConfig config, Query query, long millis) {
    if (output.isJson()) {
      System.err.println(LocationDocument.of(report, plan, millis));
      return;
    }
    System.err.printf(
        "%,d rows from %d of %d shards in %,d ms%s%n",
        report.rows(),
        report.shards().size(),
        report.location().candidates().size(),
        millis,
        report.rows() == query.limit() ? "; there may be more (--limit)" : "");
    if (report.rows() == 0) {
      FieldHints.ofMissing(report.fieldsMissing(), config).forEach(System.err::println);
    }
    if (explain) {
      FieldHints.ofUnknown(query.predicate(), config).forEach(System.err::println);
      LocationText.of(report.location()).forEach(System.err::println);
      LocationText.of(report).forEach(System.err::println);
    }
  }
}
