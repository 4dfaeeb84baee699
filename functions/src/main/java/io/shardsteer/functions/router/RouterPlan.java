package io.shardsteer.functions.router;

import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.record.FieldPaths;
import io.shardsteer.common.record.PipelineFields;
import io.shardsteer.common.record.SampleFields;
import io.shardsteer.common.routing.RecordReader;
import io.shardsteer.common.routing.Sampler;
import io.shardsteer.common.store.RowReader;

/**
 * How a router reads and samples records, made from a configuration; replaced as a whole when
 * another one is pushed. Used by one thread at a time.
 *
 * @param paths of the fields that it reads
 * @param reader reads a record
 * @param rows reads what its row holds beside the payload
 * @param sampler picks those that are kept for training
 * @param fields turns their fields into what a sample carries
 * @param storesPayload whether rows hold the payload
 */
record RouterPlan(
    FieldPaths paths,
    RecordReader reader,
    RowReader rows,
    Sampler sampler,
    SampleFields fields,
    boolean storesPayload) {
  private static final RowLayout NO_ROWS = RowLayout.standard(false);

  /**
   * @param paths holds every field of the configuration, perhaps more
   * @param seed makes instances sample different records
   */
  static RouterPlan of(PipelineConfig config, FieldPaths paths, long seed) {
    RowLayout layout = config.storage().enabled() ? config.storage().layout() : NO_ROWS;
    return new RouterPlan(
        paths,
        new RecordReader(config, paths),
        new RowReader(layout, paths),
        new Sampler(config.sampling().perSecond(), seed),
        new SampleFields(paths, PipelineFields.sampled(config)),
        layout.payloadColumn());
  }
}
