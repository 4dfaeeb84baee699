package io.shardsteer.deploy.cli.query;

/** How rows are printed. */
public enum RowFormat {
  /** Aligned columns for people. */
  TABLE,
  /** RFC 4180, with a header. */
  CSV,
  /** One JSON object a line. */
  JSON
}
