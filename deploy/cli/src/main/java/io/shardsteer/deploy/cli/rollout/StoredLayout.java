package io.shardsteer.deploy.cli.rollout;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.config.RowLayout.NullKeys;
import io.shardsteer.common.message.Topics;
import io.shardsteer.common.pulsar.PulsarFailures;
import io.shardsteer.common.pulsar.ReshardFollower;
import io.shardsteer.common.steering.LayoutChange;
import io.shardsteer.common.steering.Reshard;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.steering.TableLayout;
import io.shardsteer.common.store.RowLayouts;
import java.util.List;
import java.util.Optional;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/** In which layouts a pipeline's rows are stored on a cluster, beside what its file says. */
public final class StoredLayout {
  private final PipelineConfig config;
  private final Reshards moves;

  StoredLayout(PipelineConfig config, Reshards moves) {
    this.config = config;
    this.moves = moves;
  }

  /**
   * @param config as its file says
   * @throws CommandException if the moves of its rows cannot be read
   */
  public static StoredLayout of(PipelineConfig config, Cluster cluster) {
    Topics topics = Topics.beside(config.input().topic(), config.pipeline());
    try (PulsarClient client = cluster.client()) {
      return new StoredLayout(config, ReshardFollower.known(client, topics));
    } catch (PulsarClientException e) {
      throw new CommandException(
          "Whether rows of pipeline %s have another layout cannot be read: %s"
              .formatted(
                  config.pipeline(), PulsarFailures.told(e, "Check --service-url; is Pulsar up?")),
          e);
    }
  }

  /** The pipeline as its rows are written now. */
  public PipelineConfig written() {
    return RowLayouts.written(config, moves);
  }

  /** The pipeline in each layout that it has tables of: two while rows move to another. */
  List<PipelineConfig> all() {
    return open()
        .map(it -> List.of(RowLayouts.in(it.from(), config), RowLayouts.in(it.to(), config)))
        .orElseGet(() -> List.of(written()));
  }

  private Optional<LayoutChange> open() {
    return moves.underWay().flatMap(Reshard::change);
  }

  /** Whether rows are being moved to another layout. */
  public boolean isChanging() {
    return open().isPresent();
  }

  /**
   * @throws CommandException if the file says another layout than rows were moved to
   */
  void requireFile() {
    TableLayout declared = RowLayouts.of(config.storage().layout());
    Optional<TableLayout> written = moves.written().filter(it -> !it.equals(declared));
    if (written.isPresent()) {
      throw new CommandException(
          """
          The rows of pipeline %s were moved to another layout than its file says:
            the rows  %s
            the file  %s
          Write the rows' layout into the section storage, or move them: `steer reshard --to-layout %s FILE`"""
              .formatted(
                  config.pipeline(), text(written.get()), text(declared), declared.rowOrder()));
    }
  }

  private static String text(TableLayout layout) {
    return "row_order: %s, partition_key: %s, clustering: %s, null_keys: %s"
        .formatted(
            layout.rowOrder(), layout.partitionKey(), layout.clustering(), layout.nullKeys());
  }

  /**
   * The change from how rows of the running pipeline lie to what this file says.
   *
   * @param running the configuration that its parts run with
   * @return empty where rows lie so already
   * @throws CommandException if rows cannot change so
   */
  public Optional<LayoutChange> change(PipelineConfig running) {
    TableLayout to = RowLayouts.of(config.storage().layout());
    Optional<LayoutChange> open = open().filter(it -> it.to().equals(to));
    if (open.isPresent()) {
      return open;
    }
    RowLayout present = RowLayouts.written(running, moves).storage().layout();
    TableLayout from = RowLayouts.of(present);
    if (from.equals(to)) {
      return Optional.empty();
    }
    requireMovable(present, config.storage().layout());
    return Optional.of(new LayoutChange(from, to));
  }

  private static void requireMovable(RowLayout from, RowLayout to) {
    if (from.rowOrder() == to.rowOrder()) {
      throw new CommandException(
          """
          Rows lie by another primary key than the file's, with the same row_order, and can move to the other one alone.
          Write the primary key that they have, or store under another pipeline name.""");
    }
    if (from.uniqueKey() || to.uniqueKey()) {
      throw new CommandException(
          """
          Rows cannot change their layout with unique_key: true, where a later record takes the row of an earlier one.
          Store under another pipeline name instead.""");
    }
    boolean refuses = to.nullKeys() == NullKeys.REJECT;
    if (refuses && to.primaryKey().stream().anyMatch(it -> to.column(it).isPresent())) {
      throw new CommandException(
          """
          Rows that are there may lack a value of the new primary key, which null_keys: reject refuses.
          Use null_keys: spread.""");
    }
  }
}
