package io.chappe.replicator.copy.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.replicator.copy.port.ProducerIdentity;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class RememberedMapTest {
  private static final ProducerIdentity OWNER = new ProducerIdentity(7, (short) 3);
  private static final int RUNS = 3_500;

  /** Each run holds nine records, and the source skips one offset behind each. */
  private static final OffsetMap MAP = map(RUNS);

  private static final long DATA_END = 9L * RUNS;

  @Test
  void isWrittenAgainInOneBatch() {
    OffsetMap again = lostBy(MAP, Optional.empty()).orElseThrow();

    assertThat(again.size()).isLessThanOrEqualTo(1_000);
    assertThat(again.positionAt(DATA_END)).isEqualTo(MAP.positionAt(DATA_END));
    assertThat(again.run(0)).isEqualTo(MAP.run(0));
  }

  @Test
  void aTopicThatSaysAsMuchHasLostNothing() {
    assertThat(lostBy(MAP, Optional.of(MAP))).isEmpty();
  }

  @Test
  void neitherHasOneThatSaysMoreBecauseAThinningIsNotDurableYet() {
    assertThat(lostBy(MAP.thin(1_000, DATA_END).map(), Optional.of(MAP))).isEmpty();
  }

  @Test
  void aTopicWithoutTheNewestRunsHasLostThem() {
    assertThat(lostBy(MAP, Optional.of(map(RUNS - 1)))).isPresent();
  }

  @Test
  void aTopicWithoutTheOldestRunsHasLostThem() {
    OffsetMap late = OffsetMap.empty(MAP.incarnation());
    for (Run run : MAP.runs().subList(1, RUNS)) {
      late = late.append(run);
    }

    assertThat(lostBy(MAP, Optional.of(late))).isPresent();
  }

  private static Optional<OffsetMap> lostBy(OffsetMap remembered, Optional<OffsetMap> stored) {
    return new RememberedMap(remembered, OWNER).lostBy(stored, DATA_END);
  }

  private static OffsetMap map(int runs) {
    OffsetMap map = OffsetMap.empty(new Incarnation(new Uuid(1, 1), new Uuid(2, 2)));
    for (int index = 0; index < runs; index++) {
      Cause cause = index == 0 ? Cause.START : Cause.GAP;
      map = map.append(new Run(10L * index, 9L * index, 9L * index, cause, 0));
    }
    return map;
  }
}
