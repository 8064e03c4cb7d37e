package io.chappe.replicator.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.copy.takeover.CopyContext;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionReportsTest {
  private static final TopicPartition ONE = new TopicPartition("orders", 0);
  private static final TopicPartition TWO = new TopicPartition("orders", 1);

  private final Map<TopicPartition, PartitionCopier> copiers = new HashMap<>();
  private final PartitionReports reports = new PartitionReports();

  @Test
  void tellsOfWhatIsNewAndThenOfNothing() {
    copiers.put(ONE, copierOf(ONE));
    assertThat(reports.update(copiers)).containsOnlyKeys(ONE);
    copiers.put(TWO, copierOf(TWO));
    assertThat(reports.update(copiers)).containsOnlyKeys(TWO);
    assertThat(reports.all()).containsOnlyKeys(ONE, TWO);

    Map<TopicPartition, PartitionReport> before = reports.all();
    assertThat(reports.update(copiers)).isEmpty();
    assertThat(reports.all()).isSameAs(before);
  }

  @Test
  void forgetsWhatIsGone() {
    copiers.put(ONE, copierOf(ONE));
    copiers.put(TWO, copierOf(TWO));
    reports.update(copiers);

    copiers.remove(ONE);

    assertThat(reports.update(copiers)).isEmpty();
    assertThat(reports.all()).containsOnlyKeys(TWO);
  }

  @Test
  void whatTookThePlaceOfAnotherIsNoticed() {
    copiers.put(ONE, copierOf(ONE));
    reports.update(copiers);

    copiers.remove(ONE);
    copiers.put(TWO, copierOf(TWO));

    assertThat(reports.update(copiers)).containsOnlyKeys(TWO);
    assertThat(reports.all()).containsOnlyKeys(TWO);
  }

  private static PartitionCopier copierOf(TopicPartition partition) {
    CopyTask task = new CopyTask(partition, partition, "id", 0, true);
    return new PartitionCopier(
        task,
        new CopyContext(
            new CopyContext.Clusters(null, null, null, null),
            new Timers(() -> 0),
            null,
            () -> 0,
            8));
  }
}
