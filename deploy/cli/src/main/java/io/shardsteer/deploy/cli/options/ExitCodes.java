package io.shardsteer.deploy.cli.options;

/** How a command ends. */
public final class ExitCodes {
  /** Everything went as asked. */
  public static final int OK = 0;

  /** Something failed, or the demo found a difference. */
  public static final int FAILED = 1;

  /** The command or a file that it names cannot be used as it is. */
  public static final int MISUSED = 2;

  private ExitCodes() {}
}
