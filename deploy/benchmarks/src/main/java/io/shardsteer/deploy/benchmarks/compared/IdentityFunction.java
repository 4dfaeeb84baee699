package io.shardsteer.deploy.benchmarks.compared;

import org.apache.pulsar.functions.api.Context;
import org.apache.pulsar.functions.api.Function;

/** Passes every record on: the least that any Pulsar function costs. */
public final class IdentityFunction implements Function<byte[], byte[]> {
  @Override
  public byte[] process(byte[] payload, Context context) {
    return payload;
  }
}
