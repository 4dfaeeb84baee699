package io.shardsteer.trainer.cli;

import io.shardsteer.common.pulsar.PulsarLogin;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/** Where Pulsar is and how to log in; prints without secrets. */
record PulsarAccess(String serviceUrl, String adminUrl, PulsarLogin login) {
  PulsarClient client() throws PulsarClientException {
    return login.client(serviceUrl).operationTimeout(15, TimeUnit.SECONDS).build();
  }

  PulsarAdmin admin() throws PulsarClientException {
    return login.admin(adminUrl).build();
  }

  @Override
  public String toString() {
    return "serviceUrl=%s adminUrl=%s authentication=%s"
        .formatted(serviceUrl, adminUrl, login.hasPlugin() ? login.plugin() : "none");
  }
}
