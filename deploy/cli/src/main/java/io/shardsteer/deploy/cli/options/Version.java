package io.shardsteer.deploy.cli.options;

import picocli.CommandLine.IVersionProvider;

/** The version of the build that this command is of. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"shardsteer " + number("from source")};
  }

  /**
   * @param otherwise where the command does not run from a jar
   */
  public static String number(String otherwise) {
    String built = Version.class.getPackage().getImplementationVersion();
    return built == null ? System.getProperty("shardsteer.version", otherwise) : built;
  }
}
