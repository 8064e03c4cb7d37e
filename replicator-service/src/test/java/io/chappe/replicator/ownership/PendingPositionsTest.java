package io.chappe.replicator.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PendingPositionsTest {
  private static final TopicPartition ONE = new TopicPartition("orders", 1);
  private static final TopicPartition TWO = new TopicPartition("orders", 2);

  private final PendingPositions pending = new PendingPositions();

  @Test
  void keepsTheNewestOfEachPartition() {
    pending.put(Map.of(ONE, at(1), TWO, at(5)));
    pending.put(Map.of(ONE, at(2)));

    assertThat(pending.take(Set.of(ONE))).containsOnly(Map.entry(ONE, new OffsetAndMetadata(2)));
    assertThat(pending.take(Set.of(ONE, TWO)))
        .containsOnly(Map.entry(TWO, new OffsetAndMetadata(5)));
  }

  @Test
  void aFailedCommitDoesNotComeBackOverANewerPosition() {
    pending.put(Map.of(ONE, at(1), TWO, at(1)));
    Map<TopicPartition, OffsetAndMetadata> failed = pending.take(Set.of(ONE, TWO));
    pending.put(Map.of(ONE, at(2)));

    pending.putBack(failed);

    assertThat(pending.take(Set.of(ONE, TWO)))
        .containsOnly(
            Map.entry(ONE, new OffsetAndMetadata(2)), Map.entry(TWO, new OffsetAndMetadata(1)));
  }

  @Test
  void forgetsWhatIsNoLongerOurs() {
    pending.put(Map.of(ONE, at(1), TWO, at(1)));

    pending.retain(Set.of(TWO));

    assertThat(pending.take(Set.of(ONE, TWO))).containsOnlyKeys(TWO);
  }

  private static OffsetAndMetadata at(long position) {
    return new OffsetAndMetadata(position);
  }
}
