package io.shardsteer.deploy.cli.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/** Whether a command prints its results for people or as JSON. */
public final class OutputOption {
  enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description =
          "${COMPLETION-CANDIDATES}; deploy/OUTPUT.md has the shapes. Default: ${DEFAULT-VALUE}.")
  Format format = Format.TEXT;

  public boolean isJson() {
    return format == Format.JSON;
  }

  /** Prints a document on a line of its own. */
  public void print(ObjectNode document) {
    System.out.println(document);
  }
}
