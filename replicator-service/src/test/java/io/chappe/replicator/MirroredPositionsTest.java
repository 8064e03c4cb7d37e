package io.chappe.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.PartitionReport;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class MirroredPositionsTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  @Test
  void whatIsCopiedAndWhatStoppedIsTold() {
    assertThat(told(report("copying", 5, null)))
        .containsEntry(ORDERS, new OffsetAndMetadata(5, "newest=17"));
    assertThat(told(report("stopped", 7, Reason.MESSAGE_TOO_LARGE)))
        .containsEntry(ORDERS, new OffsetAndMetadata(7, "newest=17;stopped"));
    assertThat(told(report("waiting", 9, Reason.DISCONNECTED)))
        .containsEntry(ORDERS, new OffsetAndMetadata(9, "newest=17"));
  }

  @Test
  void nothingIsToldOfTopicsThatAreGoneOrSeemToBe() {
    assertThat(told(report("waiting", 5, Reason.UNKNOWN_TOPIC_ID))).isEmpty();
    assertThat(told(report("waiting", 5, Reason.UNKNOWN_TOPIC_OR_PARTITION))).isEmpty();
    assertThat(told(report("taking-over", 5, null))).isEmpty();
    assertThat(told(report("copying", 5, null), Set.of())).isEmpty();
  }

  @Test
  void anUnknownPositionIsNotTold() {
    assertThat(told(report("waiting", -1, Reason.DISCONNECTED))).isEmpty();
  }

  @Test
  void ofARemoteTopicThatIsGoneNoPositionStands() {
    PartitionReport gone =
        new PartitionReport(
            "waiting",
            -1,
            Optional.empty(),
            Optional.of(new Failure.Retry(Reason.UNKNOWN_TOPIC_OR_PARTITION, "why")),
            true,
            true);

    assertThat(told(gone)).containsEntry(ORDERS, new OffsetAndMetadata(0, "nothing"));
  }

  private static Map<TopicPartition, OffsetAndMetadata> told(PartitionReport report) {
    return told(report, Set.of("orders"));
  }

  private static Map<TopicPartition, OffsetAndMetadata> told(
      PartitionReport report, Set<String> replicated) {
    return MirroredPositions.of(
        Map.of(ORDERS, report), replicated, partition -> OptionalLong.of(17));
  }

  private static PartitionReport report(String state, long position, Reason reason) {
    return new PartitionReport(
        state,
        position,
        Optional.empty(),
        Optional.ofNullable(reason).map(each -> new Failure.Retry(each, "why")),
        true,
        false);
  }
}
