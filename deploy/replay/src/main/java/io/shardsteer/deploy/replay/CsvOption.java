package io.shardsteer.deploy.replay;

import picocli.CommandLine.Option;

/** How the cells of CSV files are read. */
public final class CsvOption {
  @Option(
      names = "--csv-trim",
      description = "Leave out spaces and tabs around the cells of CSV; else they belong to them.")
  private boolean trims;

  /** Whether spaces around cells are left out. */
  public boolean trims() {
    return trims;
  }
}
