package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.pulsar.PulsarFailures;
import java.util.List;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;

/**
 * The jar that Pulsar's package management keeps for a function, {@code function://tenant/ns/name}.
 * It outlives the function, and a function of the same name cannot be created while it is there.
 */
final class FunctionPackage {
  private static final int NOT_FOUND = 404;

  private final PulsarAdmin admin;
  private final AdminTool tool;

  FunctionPackage(PulsarAdmin admin, AdminTool tool) {
    this.admin = admin;
    this.tool = tool;
  }

  /**
   * Deletes every version of it; does nothing if there is none, or if the cluster keeps no
   * packages.
   *
   * @throws CommandException naming the version that stays
   */
  void delete(String tenant, String namespace, String function) {
    String name = "function://%s/%s/%s".formatted(tenant, namespace, function);
    for (String version : versions(name)) {
      String versioned = name + "@" + version;
      tool.tell(List.of("packages", "delete", versioned));
      try {
        admin.packages().delete(versioned);
      } catch (PulsarAdminException e) {
        if (e.getStatusCode() != NOT_FOUND) {
          throw new CommandException(
              "Package %s cannot be deleted: %s\n%s"
                  .formatted(
                      versioned,
                      PulsarFailures.reason(e),
                      PulsarFailures.remedy(
                          e,
                          "Run pulsar-admin packages delete %s, then repeat the command."
                              .formatted(versioned))),
              e);
        }
      }
    }
  }

  private List<String> versions(String name) {
    try {
      return admin.packages().listPackageVersions(name);
    } catch (PulsarAdminException noneOrNoPackages) {
      // If it is there all the same, creating the function says so.
      return List.of();
    }
  }
}
