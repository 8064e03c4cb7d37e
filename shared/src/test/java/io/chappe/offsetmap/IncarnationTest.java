package io.chappe.offsetmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class IncarnationTest {
  private static final Uuid NONE = Uuid.ZERO_UUID;
  private static final Uuid A = new Uuid(1, 1);
  private static final Uuid B = new Uuid(2, 2);
  private static final Uuid C = new Uuid(3, 3);
  private static final SourcePartition ORDERS = new SourcePartition("orders", 0);

  @Test
  void anotherIdOnEitherSideIsAnotherIncarnation() {
    assertThat(new Incarnation(A, B).isSameAs(new Incarnation(A, B))).isTrue();
    assertThat(new Incarnation(A, B).isSameAs(new Incarnation(C, B))).isFalse();
    assertThat(new Incarnation(A, B).isSameAs(new Incarnation(A, C))).isFalse();
  }

  @Test
  void anIdThatAppearsOrDisappearsMeansNothing() {
    assertThat(new Incarnation(NONE, NONE).isSameAs(new Incarnation(A, B))).isTrue();
    assertThat(new Incarnation(A, B).isSameAs(new Incarnation(NONE, NONE))).isTrue();
    assertThat(new Incarnation(A, NONE).isSameAs(new Incarnation(NONE, B))).isTrue();
    assertThat(new Incarnation(NONE, NONE).isSameAs(new Incarnation(NONE, NONE))).isTrue();
  }

  @Test
  void theSideThatKnowsItsIdsStillTells() {
    assertThat(new Incarnation(NONE, B).isSameAs(new Incarnation(A, C))).isFalse();
    assertThat(new Incarnation(A, NONE).isSameAs(new Incarnation(C, B))).isFalse();
  }

  @Test
  void anIdThatWasSeenOnceStaysKnown() {
    assertThat(new Incarnation(NONE, B).completedBy(new Incarnation(A, NONE)))
        .isEqualTo(new Incarnation(A, B));
    assertThat(new Incarnation(A, B).completedBy(new Incarnation(NONE, NONE)))
        .isEqualTo(new Incarnation(A, B));
  }

  @Test
  void aMapOutlivesTheUpgradeThatGivesItsTopicsIds() {
    OffsetMapReplay replay = new OffsetMapReplay();
    put(replay, new Incarnation(NONE, NONE), new Run(0, 1, 1, Cause.START, 0));
    put(replay, new Incarnation(A, B), new Run(100, 102, 101, Cause.TAKEOVER, 0));

    OffsetMap map = replay.map(ORDERS).orElseThrow();
    assertThat(map.runs()).extracting(Run::upstream).containsExactly(0L, 100L);
    assertThat(map.incarnation()).isEqualTo(new Incarnation(A, B));
    assertThat(replay.obsolete(ORDERS)).isEmpty();
  }

  @Test
  void andTheDowngradeThatTakesThemAwayAndStillKnowsATopicThatIsCreatedAgainLater() {
    OffsetMapReplay replay = new OffsetMapReplay();
    put(replay, new Incarnation(A, B), new Run(0, 1, 1, Cause.START, 0));
    put(replay, new Incarnation(NONE, NONE), new Run(100, 102, 101, Cause.TAKEOVER, 0));
    assertThat(replay.map(ORDERS).orElseThrow().size()).isEqualTo(2);

    put(replay, new Incarnation(C, B), new Run(0, 200, 200, Cause.START, 0));
    assertThat(replay.map(ORDERS).orElseThrow().runs())
        .extracting(Run::downstream)
        .isEqualTo(List.of(200L));
  }

  private static void put(OffsetMapReplay replay, Incarnation incarnation, Run run) {
    replay.apply(new RunKey(ORDERS, run.upstream()), Optional.of(new RunValue(incarnation, run)));
  }
}
