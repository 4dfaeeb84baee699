package io.shardsteer.functions.router;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.SampleFields;
import io.shardsteer.common.routing.RecordReader;
import io.shardsteer.common.routing.Sampler;
import io.shardsteer.common.store.RowReader;
import io.shardsteer.common.store.ShardStore;

/**
 * How a router reads, samples and stores records, made from a configuration; replaced as a whole
 * when another one is pushed or rows get another layout. Used by one thread at a time.
 *
 * @param paths of the fields that it reads
 * @param reader reads a record
 * @param rows reads what its row holds beside the payload
 * @param store takes the row
 * @param sampler picks those that are kept for training
 * @param fields turns their fields into what a sample carries
 * @param storesPayload whether rows hold the payload
 */
record RouterPlan(
    FieldPaths paths,
    RecordReader reader,
    RowReader rows,
    ShardStore store,
    Sampler sampler,
    SampleFields fields,
    boolean storesPayload) {
  private static final RowLayout NO_ROWS = RowLayout.standard(false);

  /**
   * @param paths holds every field of the configuration, perhaps more
   * @param store of the configuration's layout
   * @param seed makes instances sample different records
   */
  static RouterPlan of(PipelineConfig config, FieldPaths paths, ShardStore store, long seed) {
    RowLayout layout = config.storage().enabled() ? config.storage().layout() : NO_ROWS;
    return new RouterPlan(
        paths,
        new RecordReader(config, paths),
        new RowReader(layout, paths),
        store,
        new Sampler(config.sampling().perSecond(), seed),
        new SampleFields(paths, PipelineFields.sampled(config)),
        layout.payloadColumn());
  }
}
