package io.shardsteer.deploy.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the build that this command is of. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"shardsteer " + number("from source")};
  }

  /**
   * @param otherwise where the command does not run from a jar
   */
  static String number(String otherwise) {
    String built = Steer.class.getPackage().getImplementationVersion();
    return built == null ? System.getProperty("shardsteer.version", otherwise) : built;
  }
}
