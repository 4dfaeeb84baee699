package io.shardsteer.deploy.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the build that this command is of. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String built = Steer.class.getPackage().getImplementationVersion();
    return new String[] {
      "shardsteer "
          + (built == null ? System.getProperty("shardsteer.version", "from source") : built)
    };
  }
}
