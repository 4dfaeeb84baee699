package io.shardsteer.deploy.cli.operate;

import picocli.CommandLine.Option;

/** What a pause or its end is about; everything unless said otherwise. */
final class PausedParts {
  @Option(names = "--rebalancing", description = "Split points only.")
  private boolean onlyRebalancing;

  @Option(names = "--models", description = "Models only.")
  private boolean onlyModels;

  boolean rebalancing() {
    return onlyRebalancing || !onlyModels;
  }

  boolean models() {
    return onlyModels || !onlyRebalancing;
  }
}
