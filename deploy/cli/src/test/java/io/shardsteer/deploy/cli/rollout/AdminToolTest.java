package io.shardsteer.deploy.cli.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.pulsar.PulsarLogin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminToolTest {
  @TempDir Path folder;

  private final List<String> told = new ArrayList<>();

  @Test
  void tellsACommandAsItWouldBeTyped() {
    tool("pulsar-admin", PulsarLogin.NONE)
        .tell(List.of("topics", "create", "persistent://public/default/bob's topic"));

    assertThat(told)
        .containsExactly(
            "pulsar-admin --admin-url http://broker:8080 topics create 'persistent://public/default/bob'\\''s topic'");
  }

  @Test
  void handsTheLoginToTheScriptButNeverTellsIt() throws Exception {
    Path script = script("cp \"$PULSAR_CLIENT_CONF\" " + folder.resolve("seen"));

    tool(script.toString(), new PulsarLogin("token", "token:secret\\s", "", true))
        .run(List.of("brokers"));

    assertThat(told.get(0)).startsWith("PULSAR_CLIENT_CONF=client.conf ").doesNotContain("secret");
    assertThat(folder.resolve("seen"))
        .content()
        .contains(
            "webServiceUrl=http://broker:8080",
            "authParams=token:secret\\\\s",
            "tlsEnableHostnameVerification=true");
  }

  @Test
  void failsWithWhatTheScriptPrints() throws Exception {
    Path script = script("echo no such function; exit 3");

    assertThatThrownBy(
            () -> tool(script.toString(), PulsarLogin.NONE).run(List.of("functions", "delete")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("functions delete failed")
        .hasMessageContaining("no such function");
  }

  @Test
  void saysHowToNameTheScriptWhereThereIsNone() {
    assertThatThrownBy(
            () -> tool("/nowhere/pulsar-admin", PulsarLogin.NONE).run(List.of("brokers")))
        .hasMessageContaining("/nowhere/pulsar-admin cannot be run")
        .hasMessageContaining("--pulsar-admin PATH");
  }

  private Path script(String body) throws Exception {
    Path script = Files.writeString(folder.resolve("admin"), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  private AdminTool tool(String command, PulsarLogin login) {
    return new AdminTool(
        new Cluster("pulsar://broker:6650", "http://broker:8080", login, List.of(), "", command),
        told::add);
  }
}
