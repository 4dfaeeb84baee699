package io.shardsteer.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardsteer.deploy.cli.rollout.BuiltJars;
import io.shardsteer.deploy.cli.rollout.Cluster;
import io.shardsteer.deploy.stack.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another version of shardsteer: an unpacked release, or a checkout that was built.
 *
 * @param installation where its parts are
 */
record OtherVersion(Installation installation) {
  /** System property that names its top folder. */
  private static final String PROPERTY = "shardsteer.other";

  static OtherVersion named() {
    String folder = System.getProperty(PROPERTY, "");
    if (folder.isEmpty()) {
      throw new IllegalStateException(
          "No other version is named.\nGive -D%s=FOLDER of an unpacked release or a built checkout."
              .formatted(PROPERTY));
    }
    Path root = Path.of(folder).toAbsolutePath();
    return new OtherVersion(
        new Installation(
            root,
            Files.exists(root.resolve("mvnw"))
                ? Installation.Layout.CHECKOUT
                : Installation.Layout.RELEASE));
  }

  /** Its trainer's runnable jar. */
  Path trainer() {
    return BuiltJars.trainer(installation);
  }

  /** Deploys a pipeline file as its operator would, over whatever is there. */
  void deploy(Cluster cluster, Path file, int routers) throws IOException, InterruptedException {
    Path script =
        installation.shipped(
            installation.layout() == Installation.Layout.CHECKOUT ? "steer" : "bin/steer");
    List<String> command = new ArrayList<>(List.of(script.toString(), "deploy", file.toString()));
    command.addAll(List.of("--parallelism", Integer.toString(routers)));
    command.addAll(List.of("--pulsar-admin", cluster.adminCommand()));
    command.addAll(SteerCommand.options(cluster));
    Path output = file.resolveSibling("other-deploy.log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as("%s", Files.readString(output)).isZero();
  }
}
