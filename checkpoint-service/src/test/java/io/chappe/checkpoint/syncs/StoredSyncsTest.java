package io.chappe.checkpoint.syncs;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.syncs.StoredSyncs.Place;
import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Run;
import io.chappe.records.OffsetSync;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StoredSyncsTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  private static final Run RUN = new Run(0, 0, 0, Cause.START, 0);

  private final StoredSyncs told = new StoredSyncs();

  @Test
  void ownSyncsThatAreReadOnAreNoStepBack() {
    read(0, 400);
    write(1, 500);
    write(2, 600);
    read(1, 500);
    read(2, 600);
    told.readToEnd();

    assertThat(told.of(ORDERS).orElseThrow().stillTrue()).isTrue();
    assertThat(told.of(ORDERS).orElseThrow().last().upstreamOffset()).isEqualTo(600);
    assertThat(told.of(ORDERS).orElseThrow().run()).contains(RUN);
  }

  @Test
  void aLateWriterBetweenOwnSyncsIsSeen() {
    read(0, 400);
    write(1, 500);
    write(3, 600);
    read(1, 500);
    read(2, 410);
    read(3, 600);
    told.readToEnd();

    assertThat(told.of(ORDERS).orElseThrow().stillTrue()).isFalse();
  }

  private void write(long offset, long upstream) {
    told.written(new Place(0, offset), Optional.of(RUN));
  }

  private void read(long offset, long upstream) {
    told.read(new Place(0, offset), new OffsetSync(ORDERS, upstream, upstream), true);
  }
}
