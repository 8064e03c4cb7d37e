package io.chappe.replicator.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.naming.FlowId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OwnedTest {
  private static final TopicPartition ONE = new TopicPartition("orders", 1);
  private static final TopicPartition TWO = new TopicPartition("orders", 2);

  private final List<String> told = new ArrayList<>();
  private final Owned owned =
      new Owned(
          new FlowId("us", "eu"),
          new OwnershipListener() {
            @Override
            public void assigned(Collection<TopicPartition> partitions) {
              told.add("assigned " + partitions);
            }

            @Override
            public void revoked(Collection<TopicPartition> partitions) {
              told.add("revoked " + partitions);
              throw new IllegalStateException("listeners may fail");
            }

            @Override
            public void lost(Collection<TopicPartition> partitions) {
              told.add("lost " + partitions);
            }
          },
          OwnershipObserver.NONE);

  @Test
  void tellsEachChangeOnce() {
    owned.assigned(List.of(ONE));
    owned.assigned(List.of(ONE, TWO));
    owned.lost(List.of(ONE), "test");
    owned.lost(List.of(ONE, TWO), "test");
    owned.revoked(List.of(ONE, TWO));

    assertThat(told)
        .containsExactly(
            "assigned [orders-1]", "assigned [orders-2]", "lost [orders-1]", "lost [orders-2]");
  }

  @Test
  void countsRevokedPartitionsAsOursUntilTheyAreForgottenEvenIfTheListenerFails() {
    owned.assigned(List.of(ONE, TWO));

    owned.revoked(List.of(ONE));
    assertThat(owned.partitions()).containsExactlyInAnyOrder(ONE, TWO);

    owned.forget(List.of(ONE));
    assertThat(owned.partitions()).containsExactly(TWO);
  }
}
