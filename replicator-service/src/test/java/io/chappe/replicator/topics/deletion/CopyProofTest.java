package io.chappe.replicator.topics.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.replicator.topics.Flows;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class CopyProofTest {
  private static final int RUNS = 64;
  private static final int RECORDS = 10;

  private final InMemoryCopies copies = new InMemoryCopies();
  private final RemoteTopic remote = new RemoteTopic("us.orders", Uuid.randomUuid(), 1);

  /** Runs of ten records each, with one offset of somebody else or of nobody in between. */
  private OffsetMap map(Cause cause, int between) {
    OffsetMap map = OffsetMap.empty(new Incarnation(Uuid.randomUuid(), remote.id()));
    map = map.append(new Run(0, 0, 0, Cause.START, 0));
    for (int number = 1; number < RUNS; number++) {
      long end = (long) number * RECORDS + (number - 1L) * between;
      map = map.append(new Run(number * (RECORDS + 1L), end + between, end, cause, 0));
    }
    return map;
  }

  @Test
  void whatRunsHideThatWereCoarsenedIsNoCopy() {
    OffsetMap coarse = map(Cause.TAKEOVER, 1).thin(16, Long.MAX_VALUE).map();
    assertThat(coarse.runs()).extracting(Run::cause).contains(Cause.COARSE);
    copies.add(remote, "orders", coarse, end(coarse));
    copies.foreign(remote.name(), 10);

    assertThat(objection().orElseThrow()).contains("no longer tells all", "us.orders-0");
  }

  @Test
  void thinnedRunsHideNothing() {
    OffsetMap thinned = map(Cause.GAP, 0).thin(16, Long.MAX_VALUE).map();
    assertThat(thinned.runs()).extracting(Run::cause).contains(Cause.THINNED);
    assertThat(thinned.runs()).extracting(Run::cause).doesNotContain(Cause.COARSE);
    copies.add(remote, "orders", thinned, end(thinned));
    assertThat(objection()).isEmpty();

    copies.write(remote.name(), 0);
    assertThat(objection().orElseThrow()).contains("isn't of the copy");
  }

  @Test
  void aRecordBetweenTwoRunsIsNoCopyAndAMarkerIsNothing() {
    OffsetMap map = map(Cause.TAKEOVER, 1);
    copies.add(remote, "orders", map, end(map));
    assertThat(objection()).isEmpty();

    copies.foreign(remote.name(), 10);
    assertThat(objection().orElseThrow()).contains("offset 10 of us.orders-0");
  }

  private static long end(OffsetMap map) {
    return map.last().downstream() + RECORDS;
  }

  private Optional<String> objection() {
    return new CopyProof(Flows.flow("us", "eu").build(), copies, "orders", remote).objection();
  }
}
