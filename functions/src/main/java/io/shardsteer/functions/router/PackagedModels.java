package io.shardsteer.functions.router;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.model.BadModelException;
import io.shardsteer.common.model.LoadedModel;
import io.shardsteer.common.mojo.ModelPackage;
import io.shardsteer.common.pulsar.PackageStore;
import io.shardsteer.common.pulsar.PackageTooLargeException;
import io.shardsteer.common.routing.RoutedModel;
import io.shardsteer.common.steering.ModelRef;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Models from Pulsar's package management, checked in every respect before they route. Those that
 * routed before come from this machine's disk.
 */
final class PackagedModels implements ModelSource {
  private final PackageStore store;
  private final KeptPackages kept;
  private final Supplier<PipelineConfig> config;

  /**
   * @param config the pipeline that the models must be of, which may change; its fields are those
   *     that records are read with
   */
  PackagedModels(PackageStore store, KeptPackages kept, Supplier<PipelineConfig> config) {
    this.store = store;
    this.kept = kept;
    this.config = config;
  }

  @Override
  public RoutedModel load(ModelRef ref) throws IOException {
    Optional<byte[]> known = kept.find(ref);
    byte[] bytes = known.isPresent() ? known.get() : fetch(ref);
    LoadedModel model = ModelPackage.read(bytes, ref, config.get());
    if (known.isEmpty()) {
      kept.keep(ref, bytes);
    }
    return RoutedModel.of(model);
  }

  private byte[] fetch(ModelRef ref) throws IOException {
    try {
      return store.fetch(ref.packageUrl());
    } catch (PackageTooLargeException e) {
      throw new BadModelException(String.valueOf(e.getMessage()), e);
    }
  }
}
