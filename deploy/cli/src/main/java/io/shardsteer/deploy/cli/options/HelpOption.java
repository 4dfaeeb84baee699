package io.shardsteer.deploy.cli.options;

import picocli.CommandLine.Option;

/** What every command understands. */
public final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;
}
