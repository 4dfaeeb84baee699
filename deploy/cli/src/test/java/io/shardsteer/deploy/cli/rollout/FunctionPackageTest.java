package io.shardsteer.deploy.cli.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.pulsar.PulsarLogin;
import java.util.ArrayList;
import java.util.List;
import org.apache.pulsar.client.admin.Packages;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.junit.jupiter.api.Test;

@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // the fakes are called by reflection
class FunctionPackageTest {
  private final List<String> versions = new ArrayList<>(List.of("0", "1"));
  private final List<String> deleted = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private int refusal;

  private final Object packages =
      new Object() {
        List<String> listPackageVersions(String name) throws PulsarAdminException {
          if (versions.isEmpty()) {
            throw new PulsarAdminException(new Throwable("not found"), "not found", 404);
          }
          return List.copyOf(versions);
        }

        void delete(String name) throws PulsarAdminException {
          if (refusal != 0) {
            throw new PulsarAdminException(new Throwable("refused"), "refused", refusal);
          }
          deleted.add(name);
        }
      };

  private final FunctionPackage jar =
      new FunctionPackage(
          Fake.of(
              PulsarAdmin.class,
              new Object() {
                Packages packages() {
                  return Fake.of(Packages.class, FunctionPackageTest.this.packages);
                }
              }),
          new AdminTool(
              new Cluster(
                  "pulsar://p", "http://p", PulsarLogin.NONE, List.of(), "", "pulsar-admin"),
              told::add));

  @Test
  void deletesEveryVersionAndTellsTheCommand() {
    jar.delete("public", "default", "p-router");

    assertThat(deleted)
        .containsExactly(
            "function://public/default/p-router@0", "function://public/default/p-router@1");
    assertThat(told)
        .hasSize(2)
        .first()
        .asString()
        .endsWith("packages delete function://public/default/p-router@0");
  }

  @Test
  void isContentWhereThereIsNone() {
    versions.clear();
    jar.delete("public", "default", "p-router");
    assertThat(deleted).isEmpty();
  }

  @Test
  void isContentWhereSomebodyElseWasFaster() {
    refusal = 404;
    jar.delete("public", "default", "p-router");
    assertThat(deleted).isEmpty();
  }

  @Test
  void namesThePackageThatItMayNotDelete() {
    refusal = 403;
    assertThatThrownBy(() -> jar.delete("public", "default", "p-router"))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("function://public/default/p-router@0 cannot be deleted");
  }
}
