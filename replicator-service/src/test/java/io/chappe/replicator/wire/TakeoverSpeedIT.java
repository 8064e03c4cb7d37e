package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.replicator.copy.CopyLoop;
import io.chappe.replicator.copy.PartitionReport;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** How long an instance needs to make a thousand partitions its own. */
@ExtendWith(SharedClustersExtension.class)
@Isolated
class TakeoverSpeedIT {
  private static final int PARTITIONS = 1_000;

  private final CopyFixture fixture;

  TakeoverSpeedIT(SharedClusters clusters) {
    this.fixture = new CopyFixture(clusters);
  }

  @Test
  void aThousandPartitionsAreTakenOverTogether() {
    String topic = SharedClusters.uniqueName("many");
    fixture.createTopics(topic, PARTITIONS);
    takeOver(topic, "first");
    takeOver(topic, "second");
  }

  private void takeOver(String topic, String which) {
    try (CopyLoop loop = fixture.loop(topic)) {
      long begin = System.nanoTime();
      CopyFixture.copyAll(loop, topic, PARTITIONS);
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(copying(loop)).isEqualTo(PARTITIONS));
      System.out.printf(
          "%s takeover of %d partitions: %d ms%n",
          which, PARTITIONS, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }
  }

  private static long copying(CopyLoop loop) {
    return loop.reports().values().stream()
        .map(PartitionReport::state)
        .filter("copying"::equals)
        .count();
  }
}
