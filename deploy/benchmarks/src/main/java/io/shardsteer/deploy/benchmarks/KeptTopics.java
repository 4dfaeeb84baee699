package io.shardsteer.deploy.benchmarks;

import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.common.policies.data.InactiveTopicDeleteMode;
import org.apache.pulsar.common.policies.data.InactiveTopicPolicies;
import org.apache.pulsar.common.policies.data.RetentionPolicies;

/** Topics of a benchmark: Pulsar deletes what nobody reads for a minute, routing tables too. */
public final class KeptTopics {
  private static final String NAMESPACE = "public/default";
  private static final int INACTIVE_SECONDS = 24 * 3_600;

  private KeptTopics() {}

  /** Keeps the topics of the namespace that benchmarks use, and what is in them. */
  public static void keep(PulsarAdmin admin) {
    try {
      admin.namespaces().setRetention(NAMESPACE, new RetentionPolicies(-1, -1));
      admin
          .namespaces()
          .setInactiveTopicPolicies(
              NAMESPACE,
              new InactiveTopicPolicies(
                  InactiveTopicDeleteMode.delete_when_no_subscriptions, INACTIVE_SECONDS, false));
    } catch (PulsarAdminException e) {
      throw new IllegalStateException("Topics cannot be kept.", e);
    }
  }
}
