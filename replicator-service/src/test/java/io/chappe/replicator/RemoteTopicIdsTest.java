package io.chappe.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.topics.catalog.Catalog;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class RemoteTopicIdsTest {
  private static final Uuid OLD = new Uuid(1, 1);
  private static final Uuid NEW = new Uuid(2, 2);

  private final RemoteTopicIds ids = new RemoteTopicIds();

  @Test
  void aTopicThatWasCreatedAgainIsNoticedByItsId() {
    assertThat(ids.replacedBy(catalog(OLD))).isEmpty();
    assertThat(ids.replacedBy(catalog(NEW))).containsExactly(OLD);
  }

  @Test
  void aTopicThatGetsOrLosesItsIdIsTheSame() {
    assertThat(ids.replacedBy(catalog(Uuid.ZERO_UUID))).isEmpty();
    assertThat(ids.replacedBy(catalog(OLD))).isEmpty();
    assertThat(ids.replacedBy(catalog(Uuid.ZERO_UUID))).isEmpty();
    assertThat(ids.replacedBy(catalog(OLD))).isEmpty();
    assertThat(ids.replacedBy(catalog(NEW))).containsExactly(OLD);
  }

  private static Catalog catalog(Uuid id) {
    return new Catalog(Map.of(), Map.of("orders", new RemoteTopic("us.orders", id, 1)), Set.of());
  }
}
