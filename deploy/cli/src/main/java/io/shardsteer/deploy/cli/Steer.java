package io.shardsteer.deploy.cli;

import io.shardsteer.deploy.cli.console.ConsoleCommand;
import io.shardsteer.deploy.cli.demo.DemoCommand;
import io.shardsteer.deploy.cli.deploy.DeployCommand;
import io.shardsteer.deploy.cli.deploy.PushConfigCommand;
import io.shardsteer.deploy.cli.deploy.UndeployCommand;
import io.shardsteer.deploy.cli.features.FeaturesCommand;
import io.shardsteer.deploy.cli.init.InitCommand;
import io.shardsteer.deploy.cli.local.DownCommand;
import io.shardsteer.deploy.cli.local.UpCommand;
import io.shardsteer.deploy.cli.operate.ApproveCommand;
import io.shardsteer.deploy.cli.operate.CandidatesCommand;
import io.shardsteer.deploy.cli.operate.DecisionsCommand;
import io.shardsteer.deploy.cli.operate.PackagesCommand;
import io.shardsteer.deploy.cli.operate.PauseCommand;
import io.shardsteer.deploy.cli.operate.RejectCommand;
import io.shardsteer.deploy.cli.operate.ResumeCommand;
import io.shardsteer.deploy.cli.operate.ResyncSizesCommand;
import io.shardsteer.deploy.cli.operate.RetrainCommand;
import io.shardsteer.deploy.cli.operate.RollbackCommand;
import io.shardsteer.deploy.cli.options.ExitCodes;
import io.shardsteer.deploy.cli.options.Version;
import io.shardsteer.deploy.cli.queries.QueriesCommand;
import io.shardsteer.deploy.cli.query.ExplainCommand;
import io.shardsteer.deploy.cli.query.LocateCommand;
import io.shardsteer.deploy.cli.query.QueryCommand;
import io.shardsteer.deploy.cli.rejects.RejectsCommand;
import io.shardsteer.deploy.cli.reshard.ReshardCommand;
import io.shardsteer.deploy.cli.shadow.ShadowCommand;
import io.shardsteer.deploy.cli.status.StatusCommand;
import io.shardsteer.deploy.cli.validate.ValidateCommand;
import io.shardsteer.deploy.replay.OutcomesCommand;
import io.shardsteer.deploy.replay.ReplayCommand;
import java.io.PrintWriter;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The operator's one command. */
@Command(
    name = "steer",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Everything went as asked.",
      "1:Something failed, or the demo found a difference.",
      "2:The command, or a file that it names, cannot be used as it is."
    },
    description = "Steers the records of Pulsar streams into even shards of related records.",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      DownCommand.class,
      InitCommand.class,
      ValidateCommand.class,
      DeployCommand.class,
      UndeployCommand.class,
      PushConfigCommand.class,
      StatusCommand.class,
      ConsoleCommand.class,
      RejectsCommand.class,
      DecisionsCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      CandidatesCommand.class,
      ApproveCommand.class,
      RejectCommand.class,
      RollbackCommand.class,
      RetrainCommand.class,
      PackagesCommand.class,
      ResyncSizesCommand.class,
      QueryCommand.class,
      LocateCommand.class,
      ExplainCommand.class,
      QueriesCommand.class,
      ReshardCommand.class,
      ReplayCommand.class,
      FeaturesCommand.class,
      ShadowCommand.class,
      OutcomesCommand.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class
    })
public final class Steer {
  private static volatile boolean ending;

  private Steer() {}

  public static void main(String[] args) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ending = true, "steer-ending"));
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Steer())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(110)
        .setExecutionExceptionHandler((failure, line, parsed) -> explain(failure, line.getErr()));
  }

  /** What people can act on is said in words; all else is a bug and keeps its stack trace. */
  private static int explain(Exception failure, PrintWriter err) {
    LoggerFactory.getLogger(Steer.class).info("Command failed", failure);
    if (ending) {
      // Whoever pressed Ctrl-C need not read what broke because of it.
      return ExitCodes.FAILED;
    }
    Optional<Explanation> explanation = Explanation.of(failure);
    if (explanation.isPresent()) {
      err.println(explanation.get().text());
      return explanation.get().exitCode();
    }
    failure.printStackTrace(err);
    return ExitCodes.FAILED;
  }
}
