package io.chappe.offsetmap;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** Records in the offset-map topic that are none of ours, or of a version that isn't known. */
class UnreadableRecordsTest {
  private static final SourcePartition ORDERS = new SourcePartition("orders", 0);
  private static final SourcePartition RETURNS = new SourcePartition("returns", 0);
  private static final Incarnation TOPICS = new Incarnation(new Uuid(1, 1), new Uuid(2, 2));
  private static final byte[] OF_A_NEWER_VERSION = {0, 99, 1, 2, 3};

  private final OffsetMapReplay replay = new OffsetMapReplay();

  @Test
  void aKeyThatIsNoneOfOursIsPassedOver() {
    apply(ORDERS, 0);

    assertThat(replay.applyIfReadable(new byte[] {9, 9}, new byte[] {1})).isPresent();
    assertThat(replay.applyIfReadable(null, new byte[] {1})).isPresent();

    assertThat(replay.maps()).containsOnlyKeys(ORDERS);
  }

  @Test
  void aValueThatCannotBeReadCostsItsOwnPartition() {
    apply(ORDERS, 0);
    apply(RETURNS, 0);

    assertThat(replay.applyIfReadable(key(ORDERS, 7), OF_A_NEWER_VERSION))
        .hasValueSatisfying(problem -> assertThat(problem).contains("orders"));

    assertThat(replay.isUnreadable(ORDERS)).isTrue();
    assertThat(replay.isUnreadable(RETURNS)).isFalse();
    assertThat(replay.maps()).containsOnlyKeys(RETURNS);
  }

  @Test
  void aTombstoneRepairsThePartition() {
    apply(ORDERS, 0);
    replay.applyIfReadable(key(ORDERS, 7), OF_A_NEWER_VERSION);

    replay.applyIfReadable(key(ORDERS, 7), null);

    assertThat(replay.isUnreadable(ORDERS)).isFalse();
    assertThat(replay.maps()).containsOnlyKeys(ORDERS);
  }

  private void apply(SourcePartition source, long upstream) {
    Run run = new Run(upstream, upstream, upstream, Cause.START, 0);
    assertThat(
            replay.applyIfReadable(
                key(source, upstream), OffsetMapCodec.encode(new RunValue(TOPICS, run))))
        .isEmpty();
  }

  private static byte[] key(SourcePartition source, long upstream) {
    return OffsetMapCodec.encode(new RunKey(source, upstream));
  }
}
