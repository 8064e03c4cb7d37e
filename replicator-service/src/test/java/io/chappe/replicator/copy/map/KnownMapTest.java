package io.chappe.replicator.copy.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.offsetmap.ArchivedMap;
import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.replicator.copy.port.ProducerIdentity;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class KnownMapTest {
  private static final SourcePartition SOURCE = new SourcePartition("orders", 0);
  private static final Uuid SOURCE_ID = new Uuid(1, 1);
  private static final Incarnation A = new Incarnation(SOURCE_ID, new Uuid(2, 1));
  private static final Incarnation B = new Incarnation(SOURCE_ID, new Uuid(2, 2));

  @Test
  void whatAnInstanceRemembersIsOverAsSoonAsAnotherHasWritten() {
    RememberedMap remembered = new RememberedMap(map(A, 0), identity(5));
    StoredMap loaded =
        loaded(Optional.of(map(B, 0)), Optional.of(identity(7)), List.of(archived(A, 5)));

    KnownMap known = KnownMap.of(loaded, Optional.of(remembered), A, true).orElseThrow();

    assertThat(known.archived()).isTrue();
    assertThat(known.writer()).hasValue(identity(5));
  }

  @Test
  void whatAnInstanceRemembersHoldsIfNobodyHasWrittenSince() {
    RememberedMap remembered = new RememberedMap(map(A, 0), identity(5));

    KnownMap known =
        KnownMap.of(
                loaded(Optional.empty(), Optional.empty(), List.of()),
                Optional.of(remembered),
                A,
                true)
            .orElseThrow();

    assertThat(known.archived()).isFalse();
    assertThat(known.writer()).hasValue(identity(5));
  }

  @Test
  void aTopicThatHasLostTheNewestRunsMayHaveLostMarkersToo() {
    RememberedMap remembered = new RememberedMap(map(A, 0), identity(5));
    StoredMap older = loaded(Optional.of(map(A, 0)), Optional.of(identity(3)), List.of());
    StoredMap newest = loaded(Optional.of(map(A, 0)), Optional.of(identity(5)), List.of());

    assertThat(KnownMap.of(older, Optional.of(remembered), A, true).orElseThrow().fenced())
        .isEmpty();
    assertThat(KnownMap.of(newest, Optional.of(remembered), A, true).orElseThrow().fenced())
        .isPresent();
  }

  @Test
  void behindAnArchivedCopyOthersMayHaveWrittenToASharedTopic() {
    StoredMap loaded =
        loaded(Optional.of(map(B, 0)), Optional.of(identity(7)), List.of(archived(A, 5)));

    assertThat(KnownMap.of(loaded, Optional.empty(), A, false)).isEmpty();
  }

  @Test
  void theNewestOfSeveralArchivedMapsIsGoneOnWithAndTheOthersGo() {
    ArchivedCopy stale = archived(A, 5);
    ArchivedCopy newest = archived(A, 9);
    StoredMap loaded =
        loaded(Optional.of(map(B, 0)), Optional.of(identity(11)), List.of(stale, newest));

    assertThat(KnownMap.of(loaded, Optional.empty(), A, true).orElseThrow().writer())
        .hasValue(identity(9));
    assertThat(
            MapArchive.removed(loaded, A, MapArchive.added(SOURCE, loaded, A)).stream()
                .map(MapPart::source))
        .containsExactly(stale.name().key(), newest.name().key());
  }

  @Test
  void ofAMapThatIsArchivedAgainNoOlderOneStays() {
    StoredMap loaded =
        loaded(Optional.of(map(A, 100)), Optional.of(identity(9)), List.of(archived(A, 5)));
    Optional<MapPart> added = MapArchive.added(SOURCE, loaded, B);

    assertThat(added).isPresent();
    assertThat(MapArchive.removed(loaded, B, added).stream().map(MapPart::source))
        .containsExactly(archived(A, 5).name().key());
  }

  private static StoredMap loaded(
      Optional<OffsetMap> map, Optional<ProducerIdentity> writer, List<ArchivedCopy> archived) {
    return new StoredMap(map, List.of(), writer, Optional.of(each -> false), archived);
  }

  private static ArchivedCopy archived(Incarnation topics, int epoch) {
    ArchivedMap name = new ArchivedMap(SOURCE, topics.targetTopicId(), 7, (short) epoch);
    return new ArchivedCopy(name, map(topics, 0), List.of(0L));
  }

  private static OffsetMap map(Incarnation topics, long upstream) {
    return OffsetMap.empty(topics).append(new Run(upstream, 0, 0, Cause.START, 0));
  }

  private static ProducerIdentity identity(int epoch) {
    return new ProducerIdentity(7, (short) epoch);
  }
}
