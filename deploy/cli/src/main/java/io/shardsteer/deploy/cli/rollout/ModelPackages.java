package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.pulsar.FunctionNamespace;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.steering.ModelRef;
import io.shardsteer.common.steering.RoutingTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;

/** The packages of a pipeline's models in Pulsar's package management. */
public final class ModelPackages {
  private static final int NOT_FOUND = 404;

  private final PulsarAdmin admin;
  private final PipelineConfig config;

  public ModelPackages(PulsarAdmin admin, PipelineConfig config) {
    this.admin = admin;
    this.config = config;
  }

  /**
   * A model that routing tables name.
   *
   * @param isThere whether the store has its package
   * @param tables how many tables name it
   */
  public record Needed(
      int version,
      String packageUrl,
      boolean isThere,
      int tables,
      long firstRevision,
      long lastRevision) {}

  /**
   * The models that tables name, in the order of their first table.
   *
   * @param tables ascending by revision
   * @throws CommandException if the store does not answer
   */
  public List<Needed> needed(Collection<RoutingTable> tables) {
    Map<ModelRef, List<Long>> revisions = new LinkedHashMap<>();
    for (RoutingTable table : tables) {
      if (!table.model().isHash()) {
        revisions.computeIfAbsent(table.model(), model -> new ArrayList<>()).add(table.revision());
      }
    }
    return revisions.entrySet().stream()
        .map(
            model ->
                new Needed(
                    model.getKey().version(),
                    model.getKey().packageUrl(),
                    isThere(model.getKey().packageUrl()),
                    model.getValue().size(),
                    model.getValue().get(0),
                    model.getValue().get(model.getValue().size() - 1)))
        .toList();
  }

  /**
   * Packages of the pipeline's models that no table names; those of models newer than every table's
   * are left out, since they may be candidates.
   *
   * @throws CommandException if the store does not answer
   */
  public List<String> unneeded(Collection<RoutingTable> tables) {
    Set<String> named =
        tables.stream().map(table -> table.model().packageUrl()).collect(Collectors.toSet());
    int newest = tables.stream().mapToInt(table -> table.model().version()).max().orElse(0);
    FunctionNamespace place = FunctionNamespace.of(config);
    String name =
        "function://%s/%s/%s-model".formatted(place.tenant(), place.namespace(), config.pipeline());
    return versions(name).stream()
        .map(version -> name + "@" + version)
        .filter(url -> !named.contains(url) && version(url) < newest)
        .sorted()
        .toList();
  }

  /** The model's version in a package's URL: 7 in {@code …-model@v7-…}. */
  static int version(String packageUrl) {
    String digits = packageUrl.replaceFirst(".*@v", "").replaceFirst("\\D.*", "");
    return digits.isEmpty() || digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  /**
   * @throws CommandException if it cannot be deleted
   */
  public void delete(String packageUrl) {
    try {
      admin.packages().delete(packageUrl);
    } catch (PulsarAdminException e) {
      throw failed(packageUrl + " cannot be deleted", e);
    }
  }

  /**
   * @throws CommandException if the store does not answer
   */
  public boolean isThere(String packageUrl) {
    try {
      admin.packages().getMetadata(packageUrl);
      return true;
    } catch (PulsarAdminException e) {
      if (e.getStatusCode() == NOT_FOUND) {
        return false;
      }
      throw failed("Nobody says whether " + packageUrl + " is there", e);
    }
  }

  private List<String> versions(String name) {
    try {
      return admin.packages().listPackageVersions(name);
    } catch (PulsarAdminException e) {
      if (e.getStatusCode() == NOT_FOUND) {
        return List.of();
      }
      throw failed("The versions of " + name + " cannot be listed", e);
    }
  }

  private static CommandException failed(String what, PulsarAdminException e) {
    return new CommandException(
        "%s: %s"
            .formatted(what, PulsarFailures.told(e, "Run the command again once Pulsar is well.")),
        e);
  }
}
