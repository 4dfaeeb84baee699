package io.shardsteer.trainer.cli;

import org.apache.pulsar.client.api.PulsarClientException;

/** Serves a pipeline, connected to Pulsar, until it is stopped. */
interface ServingProcess {
  /**
   * Runs until {@link #stop}.
   *
   * @throws PulsarClientException if Pulsar cannot be reached, or no longer
   */
  void run(PulsarAccess access) throws PulsarClientException;

  /** Ends {@link #run} and waits for it, but not for long. */
  void stop();
}
