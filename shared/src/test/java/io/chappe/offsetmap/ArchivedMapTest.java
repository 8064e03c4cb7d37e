package io.chappe.offsetmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class ArchivedMapTest {
  private static final SourcePartition SOURCE = new SourcePartition("orders_2-eu.x", 7);
  private static final Uuid TARGET = new Uuid(-5, 9);

  @Test
  void isReadBackFromItsKey() {
    ArchivedMap archived = new ArchivedMap(SOURCE, TARGET, Long.MAX_VALUE / 10, Short.MAX_VALUE);

    assertThat(ArchivedMap.of(archived.key())).hasValue(archived);
    assertThat(ArchivedMap.isNamedBy(archived.key())).isTrue();
    assertThat(ArchivedMap.sourceOf(archived.key())).isEqualTo(SOURCE);
  }

  @Test
  void aMapInUseIsNone() {
    assertThat(ArchivedMap.isNamedBy(SOURCE)).isFalse();
    assertThat(ArchivedMap.of(SOURCE)).isEmpty();
    assertThat(ArchivedMap.sourceOf(SOURCE)).isEqualTo(SOURCE);
  }

  @Test
  void whatANewerVersionMayHaveNamedIsPassedOver() {
    SourcePartition newer = new SourcePartition("orders@x@1.70000", 0);

    assertThat(ArchivedMap.isNamedBy(newer)).isTrue();
    assertThat(ArchivedMap.of(newer)).isEmpty();
    assertThat(ArchivedMap.of(new SourcePartition("o@AAAAAAAAAAAAAAAAAAAAAA@1.70000", 0)))
        .isEmpty();
  }

  @Test
  void itsRunsAreNotThoseOfATopic() {
    OffsetMapReplay replay = new OffsetMapReplay();
    SourcePartition key = new ArchivedMap(SOURCE, TARGET, 1, (short) 2).key();
    Run run = new Run(0, 0, 0, Cause.START, 0);
    replay.apply(
        new RunKey(key, 0), Optional.of(new RunValue(new Incarnation(TARGET, TARGET), run)));

    assertThat(replay.maps()).isEmpty();
  }
}
