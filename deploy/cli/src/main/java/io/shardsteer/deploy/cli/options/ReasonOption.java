package io.shardsteer.deploy.cli.options;

import picocli.CommandLine.Option;

/** Why an operator wants something. */
public final class ReasonOption {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why; it stands in the decision log beside your login.")
  String reason = "";

  /** Empty where none was given. */
  public String text() {
    return reason;
  }
}
