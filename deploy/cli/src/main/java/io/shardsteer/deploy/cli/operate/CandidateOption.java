package io.shardsteer.deploy.cli.operate;

import picocli.CommandLine.Option;

/** Which of the candidates that wait for approval. */
final class CandidateOption {
  @Option(
      names = "--candidate",
      paramLabel = "ID",
      defaultValue = "",
      description = "Which one, as `steer candidates` names it; default: the only one that waits.")
  String id = "";
}
