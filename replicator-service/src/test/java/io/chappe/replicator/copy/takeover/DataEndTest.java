package io.chappe.replicator.copy.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.replicator.copy.map.KnownMap;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.TargetTail;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class DataEndTest {
  private static final Incarnation TOPICS = new Incarnation(new Uuid(1, 1), new Uuid(2, 2));
  private static final OffsetMap MAP =
      OffsetMap.empty(TOPICS)
          .append(new Run(0, 1, 1, Cause.START, 0))
          .append(new Run(100, 102, 101, Cause.TAKEOVER, 0));
  private static final ProducerIdentity OWNER = identity(5);
  private static final ProducerIdentity FENCE = identity(6);

  @Test
  void isWhereTheLastBatchEndsIfNothingIsMissingBehindIt() {
    assertThat(dataEnd(152, Optional.of(150L), 150, FENCE)).isEqualTo(150);
  }

  @Test
  void isTheFencesMarkerIfACleanerHasRemovedWhatStoodBeforeIt() {
    assertThat(dataEnd(151, Optional.of(120L), 150, FENCE)).isEqualTo(150);
  }

  @Test
  void isKnownAlsoIfACleanerHasRemovedEverything() {
    assertThat(dataEnd(151, Optional.empty(), 150, FENCE)).isEqualTo(150);
  }

  @Test
  void isLowerByTheMarkersThatMayBeMissing() {
    // One epoch was used up in between, and nobody knows whether it left markers.
    assertThat(dataEnd(151, Optional.of(120L), 150, identity(7))).isEqualTo(147);
    assertThat(
            DataEnd.of(
                known(Optional.empty()),
                new TargetTail(0, 151, Optional.empty(), 150, Optional.of(identity(7))),
                identity(7),
                true))
        .isEqualTo(new DataEnd(147, 3));
  }

  @Test
  void isNotLowerThanTheLastBatch() {
    assertThat(dataEnd(151, Optional.of(149L), 150, identity(12))).isEqualTo(149);
  }

  @Test
  void isNotLowerThanTheLastTakeoverHasMeasured() {
    assertThat(dataEnd(104, Optional.empty(), 103, identity(16))).isEqualTo(101);
  }

  @Test
  void isWhatATakeoverHasMeasuredThatCopiedNothing() {
    assertThat(dataEnd(103, Optional.empty(), 101, FENCE)).isEqualTo(101);
  }

  @Test
  void isLowerByTheMarkersThatMayHaveStoodBeforeOneOfAnotherTakeover() {
    TargetTail tail = new TargetTail(0, 152, Optional.empty(), 150, Optional.of(identity(6)));

    assertThat(dataEnd(tail, identity(7), true)).isEqualTo(148);
    assertThat(dataEnd(tail, identity(6), false)).isEqualTo(148);
  }

  @Test
  void isNotLowerByEpochsThatAreKnownToHaveFencedNothing() {
    TargetTail tail = new TargetTail(0, 152, Optional.empty(), 150, Optional.of(identity(9)));
    Predicate<ProducerIdentity> none = any -> false;

    assertThat(dataEnd(tail, none)).isEqualTo(150);
    assertThat(dataEnd(tail, identity(7)::equals)).isEqualTo(147);
    assertThat(dataEnd(tail, identity(9)::equals)).isEqualTo(150);
  }

  @Test
  void isLowerByTheMarkersOfAProducerIdThatIsUsedUp() {
    ProducerIdentity other = new ProducerIdentity(8, (short) 0);
    TargetTail tail = new TargetTail(0, 152, Optional.empty(), 150, Optional.of(other));

    assertThat(dataEnd(tail, identity(6)::equals)).isEqualTo(147);
    assertThat(dataEnd(tail, OWNER::equals)).isEqualTo(150);
  }

  private static KnownMap known(Optional<Predicate<ProducerIdentity>> fenced) {
    return new KnownMap(MAP, Optional.of(OWNER), fenced, false);
  }

  private static long dataEnd(TargetTail tail, Predicate<ProducerIdentity> fenced) {
    return DataEnd.of(known(Optional.of(fenced)), tail, tail.oldestMarker().orElseThrow(), true)
        .offset();
  }

  private static long dataEnd(TargetTail tail, ProducerIdentity fence, boolean fresh) {
    return DataEnd.of(known(Optional.empty()), tail, fence, fresh).offset();
  }

  private static long dataEnd(
      long logEnd, Optional<Long> lastData, long wholeFrom, ProducerIdentity marker) {
    TargetTail tail =
        new TargetTail(
            0,
            logEnd,
            lastData.map(end -> new TargetTail.Data(end, OWNER)),
            wholeFrom,
            Optional.of(marker));
    return dataEnd(tail, marker, true);
  }

  private static ProducerIdentity identity(int epoch) {
    return new ProducerIdentity(7, (short) epoch);
  }
}
