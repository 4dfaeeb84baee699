package io.shardsteer.deploy.cli.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.common.pulsar.PulsarLogin;
import java.util.ArrayList;
import java.util.List;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.admin.TopicPolicies;
import org.apache.pulsar.client.admin.Topics;
import org.apache.pulsar.common.policies.data.RetentionPolicies;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // the fakes are called by reflection
class TopicSetupTest {
  private static final String NAME = "persistent://public/default/p-decisions";
  private final PipelineTopics wanted =
      new PipelineTopics(List.of(PipelineTopics.Topic.kept(NAME, PipelineTopics.UNLIMITED)));

  private final List<String> existing = new ArrayList<>();
  private final List<RetentionPolicies> set = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private boolean found;
  private int lost;
  private @Nullable PulsarAdminException unlisted;
  private @Nullable PulsarAdminException unread;
  private @Nullable RetentionPolicies retention;

  private final Object topics =
      new Object() {
        List<String> getList(String namespace) throws PulsarAdminException {
          if (unlisted != null) {
            throw unlisted;
          }
          return existing;
        }

        List<String> getPartitionedTopicList(String namespace) {
          return List.of();
        }

        void createNonPartitionedTopic(String name) {
          existing.add(name);
        }
      };

  private final Object policies =
      new Object() {
        @Nullable RetentionPolicies getRetention(String topic) throws PulsarAdminException {
          if (unread != null) {
            throw unread;
          }
          return retention;
        }

        void setRetention(String topic, RetentionPolicies wanted) {
          set.add(wanted);
          if (lost-- <= 0) {
            retention = wanted;
          }
        }
      };

  private final TopicSetup setup =
      new TopicSetup(
          Fake.of(
              PulsarAdmin.class,
              new Object() {
                Topics topics() {
                  return Fake.of(Topics.class, TopicSetupTest.this.topics);
                }

                TopicPolicies topicPolicies() {
                  return Fake.of(TopicPolicies.class, TopicSetupTest.this.policies);
                }
              }),
          new AdminTool(
              new Cluster(
                  "pulsar://p", "http://p", PulsarLogin.NONE, List.of(), "", "pulsar-admin"),
              command -> {}),
          topic -> found,
          told::add,
          1);

  @Test
  void setsThePoliciesOfANewTopicThoughTheyCannotBeReadYet() {
    unread =
        new PulsarAdminException(
            new Throwable("policies cache not ready"), "policies cache not ready", 500);
    setup.create(wanted);
    assertThat(set).containsExactly(new RetentionPolicies(-1, -1));
  }

  @Test
  void setsWhatNobodyHasSet() {
    existing.add(NAME);
    setup.create(wanted);
    assertThat(set).hasSize(1);
  }

  @Test
  void setsAgainWhatABusyBrokerHasLost() {
    lost = 1;
    setup.create(wanted);
    assertThat(set).hasSize(2);
    assertThat(retention).isEqualTo(new RetentionPolicies(-1, -1));
  }

  @Test
  void leavesWhatAnOperatorHasSet() {
    existing.add(NAME);
    retention = new RetentionPolicies(60, 100);
    setup.create(wanted);
    assertThat(set).isEmpty();
  }

  @Test
  void overwritesNothingThatItCannotRead() {
    existing.add(NAME);
    unread = new PulsarAdminException(new Throwable("timeout"), "timeout", 500);
    assertThatThrownBy(() -> setup.create(wanted))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("The policies of " + NAME + " cannot be read");
    assertThat(set).isEmpty();
  }

  @Test
  void deploysAgainWithoutTheRightToAdminister() {
    unlisted = new PulsarAdminException.NotAuthorizedException(null, "no", 403);
    unread = new PulsarAdminException.NotAuthorizedException(null, "no", 403);
    found = true;
    setup.create(wanted);
    assertThat(set).isEmpty();
    assertThat(told).singleElement().asString().contains("may not read their policies");
    assertThat(setup.areThere(wanted)).isTrue();
  }

  @Test
  void saysThatTopicsThatAreMissingNeedTheRight() {
    unlisted = new PulsarAdminException.NotAuthorizedException(null, "no", 403);
    assertThatThrownBy(() -> setup.create(wanted))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("cannot be listed");
  }
}
