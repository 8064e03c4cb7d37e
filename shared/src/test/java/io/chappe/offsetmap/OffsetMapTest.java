package io.chappe.offsetmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chappe.offsetmap.Translation.Kind;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class OffsetMapTest {
  private static final Incarnation TOPICS = new Incarnation(Uuid.randomUuid(), Uuid.randomUuid());

  /** Data at 0-9, a gap of two on the source, data at 10-14, a marker at 15, data from 16 on. */
  private final OffsetMap map =
      OffsetMap.empty(TOPICS)
          .append(run(100, 0, 0, Cause.START))
          .append(run(112, 10, 10, Cause.GAP))
          .append(run(117, 16, 15, Cause.TAKEOVER));

  @Test
  void translatesWithinARunExactly() {
    assertThat(map.translate(105)).contains(new Translation(5, Kind.EXACT));
    assertThat(map.translate(120)).contains(new Translation(19, Kind.EXACT));
    assertThat(map.upstreamOf(12)).contains(new Translation(114, Kind.EXACT));
  }

  @Test
  void translatesAGapToTheNextRecord() {
    assertThat(map.translate(110)).contains(new Translation(10, Kind.GAP));
    assertThat(map.translate(111)).contains(new Translation(10, Kind.GAP));
    assertThat(map.upstreamOf(15)).contains(new Translation(117, Kind.GAP));
  }

  @Test
  void translatesWhatIsBeforeTheFirstRunToItsStart() {
    assertThat(map.translate(3)).contains(new Translation(0, Kind.BEFORE_FIRST));
    assertThat(OffsetMap.empty(TOPICS).translate(3)).isEmpty();
  }

  @Test
  void takesTheEndOfTheDataAsThePosition() {
    assertThat(map.positionAt(20)).isEqualTo(new Position(121, 20, true));
    assertThat(map.positionAt(7)).isEqualTo(new Position(107, 7, true));
  }

  @Test
  void holdsRunsBehindTheDataForDead() {
    // The takeover's owner crashed before its first append: the data ends where it found it.
    assertThat(map.positionAt(15)).isEqualTo(new Position(117, 15, true));
    assertThat(map.truncateTo(15).removed()).containsExactly(117L);
    // The data of the second run never arrived as a whole.
    assertThat(map.positionAt(13)).isEqualTo(new Position(115, 13, true));
  }

  @Test
  void letsTheNextOwnerTakeThePlaceOfARunWithoutRecords() {
    Edit truncated = map.truncateTo(16);
    Position position = map.positionAt(16);

    assertThat(position).isEqualTo(new Position(117, 15, true));
    OffsetMap next = truncated.map().append(run(117, 18, 15, Cause.TAKEOVER));
    assertThat(next.translate(117)).contains(new Translation(18, Kind.EXACT));
    assertThat(next.translate(116)).contains(new Translation(14, Kind.EXACT));
  }

  @Test
  void goesBackToTheBeginningIfTheTargetLostEverything() {
    OffsetMap behindForeignData = OffsetMap.empty(TOPICS).append(run(40, 1000, 1000, Cause.START));

    assertThat(behindForeignData.positionAt(0).upstream()).isEqualTo(40);
  }

  @Test
  void knowsTheEndOfDeletedDataFromATakeoverThatCopiedNothing() {
    // Retention has deleted all but the markers at 15 (this run's) and 16 (ours).
    assertThat(map.dataEndWhereRemoved(15, 17, 0)).isEqualTo(15);
    assertThat(map.dataEndWhereRemoved(16, 17, 0)).isEqualTo(15);
  }

  @Test
  void takesTheLogStartForTheEndOfDeletedDataOtherwise() {
    // 16 to 29 were copied and deleted, our marker is at 30.
    assertThat(map.dataEndWhereRemoved(30, 31, 0)).isEqualTo(30);
    // The target is a new, empty log under the same id: its end is not where the takeover's was.
    assertThat(map.dataEndWhereRemoved(0, 1, 0)).isZero();
  }

  @Test
  void goesBackByTheMarkersThatMayBeDeleted() {
    assertThat(map.dataEndWhereRemoved(30, 31, 6)).isEqualTo(24);
    // What a takeover measured needs no guess.
    assertThat(map.dataEndWhereRemoved(16, 17, 6)).isEqualTo(15);
  }

  @Test
  void forgetsTheLostTailOfTheSource() {
    Edit edit = map.truncateSource(119, 40, 7);

    assertThat(edit.map().translate(118)).contains(new Translation(17, Kind.EXACT));
    assertThat(edit.map().translate(119)).contains(new Translation(40, Kind.EXACT));
    assertThat(edit.map().positionAt(40).upstream()).isEqualTo(119);
    // The tail is lost on the target, too, but what it still has of the source's old tail is not
    // used.
    assertThat(edit.map().positionAt(30).upstream()).isEqualTo(119);
  }

  @Test
  void dropsRunsThatBothLogsHaveDeleted() {
    assertThat(map.dropBelow(112, 10).map().run(0).upstream()).isEqualTo(112);
    assertThat(map.dropBelow(112, 10).removed()).containsExactly(100L);
    assertThat(map.dropBelow(112, 9).isEmpty()).isTrue();
    assertThat(map.dropBelow(111, 10).isEmpty()).isTrue();
  }

  @Test
  void refusesARunThatGoesBack() {
    assertThatThrownBy(() -> map.append(run(110, 30, 30, Cause.GAP)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not come after");
    assertThatThrownBy(() -> map.append(run(200, 30, 14, Cause.GAP)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> run(200, 30, 31, Cause.GAP))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void leavesASnapshotAloneWhileOthersGrowFromIt() {
    OffsetMap one = map.append(run(200, 30, 30, Cause.GAP));
    OffsetMap other = map.append(run(300, 40, 40, Cause.GAP));

    assertThat(one.last().upstream()).isEqualTo(200);
    assertThat(other.last().upstream()).isEqualTo(300);
    assertThat(map.last().upstream()).isEqualTo(117);
  }

  private static Run run(long upstream, long downstream, long previousEnd, Cause cause) {
    return new Run(upstream, downstream, previousEnd, cause, 0);
  }

  @Test
  void aMarkerBeforeThinnedRunsLeadsBackToWhereTheFirstOfThemMayHaveBegun() {
    OffsetMap map =
        OffsetMap.empty(new Incarnation(Uuid.randomUuid(), Uuid.randomUuid()))
            .append(new Run(0, 0, 0, Cause.START, 0))
            .append(new Run(10, 11, 10, Cause.TAKEOVER, 0))
            .append(new Run(15, 11, 11, Cause.THINNED, 0))
            .append(new Run(40, 30, 30, Cause.GAP, 0));

    assertThat(map.upstreamOf(10)).contains(new Translation(10, Translation.Kind.ROUNDED));
  }
}
