package io.chappe.replicator.topics.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.topics.Flows;
import io.chappe.replicator.topics.catalog.Catalog;
import io.chappe.replicator.topics.catalog.TopicsObserver;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class ConfigSyncTest {

  @Test
  void forgetsThatTheConfigurationOfATopicThatIsGoneCouldNotBeRead() throws Exception {
    ConfigSync sync =
        new ConfigSync(
            Flows.flow("us", "eu").between("localhost:1", "localhost:2").build(),
            null,
            null,
            new TopicsObserver() {},
            () -> 0);
    sync.unreadable("us", "orders", new TopicAuthorizationException("orders"));
    assertThat(sync.problems()).containsKey("orders");

    sync.sync(Catalog.EMPTY);

    assertThat(sync.problems()).isEmpty();
  }
}
