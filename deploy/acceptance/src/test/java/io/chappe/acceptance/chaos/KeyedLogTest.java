package io.chappe.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KeyedLogTest {
  private static final Keyed A0 = new Keyed("a", 0, false);
  private static final Keyed B1 = new Keyed("b", 1, false);
  private static final Keyed A2 = new Keyed("a", 2, false);
  private static final Keyed B3_DELETED = new Keyed("b", 3, true);

  private final KeyedLog source = log(A0, B1, A2, B3_DELETED);

  @Test
  void whatTheCleanerMayLeaveIsRight() {
    for (KeyedLog copy :
        List.of(log(A0, B1, A2, B3_DELETED), log(A2, B3_DELETED), log(B1, A2, B3_DELETED))) {
      assertThat(source.disorderOf(copy, 0)).isEmpty();
      assertThat(source.staleness(copy)).isEmpty();
    }
    assertThat(source.staleness(log(A2))).isEmpty();
  }

  @Test
  void whatComesAgainIsFound() {
    assertThat(source.disorderOf(log(A0, B1, A2, B3_DELETED, A0), 0))
        .get()
        .asString()
        .startsWith("1 of 5 records")
        .contains("@4 " + A0);
    assertThat(source.disorderOf(log(A2, A2), 0)).isPresent();
  }

  @Test
  void onlyWhatWasAnnouncedMayComeAgain() {
    Map<TopicPartition, Long> announced = new HashMap<>();
    AnnouncedRepeats.add(
        "WARN records may come twice, since: topic=us.keyed partition=1 offset=7 records=1\n"
            + "WARN records may come twice, since: topic=us.keyed partition=1 offset=9 records=1\n",
        announced);

    assertThat(announced).containsExactly(Map.entry(new TopicPartition("us.keyed", 1), 2L));
    assertThat(source.disorderOf(log(A0, B1, A0, B1, A2), 2)).isEmpty();
    assertThat(source.disorderOf(log(A0, B1, A0, B1, A2), 1)).isPresent();
  }

  @Test
  void anOlderValueAfterANewerOneIsFound() {
    assertThat(source.disorderOf(log(A2, B1), 0)).isPresent();
  }

  @Test
  void whatTheSourceNeverHadIsFound() {
    assertThat(source.disorderOf(log(A0, new Keyed("a", 9, false)), 9)).isPresent();
  }

  @Test
  void anOldOrMissingLastValueIsFound() {
    assertThat(source.staleness(log(A0, B3_DELETED))).isPresent();
    assertThat(source.staleness(log(B3_DELETED))).isPresent();
  }

  @Test
  void aDeletedKeyThatIsBackIsFound() {
    assertThat(source.staleness(log(B1, A2))).isPresent();
  }

  @Test
  void whatAConsumerReadsAgainCountsOnce() {
    KeyedLog copy = log(A0, B1);
    copy.add(1, B1);

    assertThat(copy.size()).isEqualTo(2);
  }

  private static KeyedLog log(Keyed... records) {
    KeyedLog log = new KeyedLog();
    for (Keyed each : records) {
      log.add(log.size(), each);
    }
    return log;
  }
}
