package io.chappe.acceptance.switching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final TopicPartition PARTITION = new TopicPartition("orders", 1);

  private final Ledger ledger = new Ledger();

  @Test
  void numbersThatWereNotCommittedAreNotMissed() {
    read("1", 1, 2, 5);
    read("2", 6);
    assertThat(judge(1, 2, 5, 6).differences()).isEmpty();
    assertThat(ledger.next(PARTITION)).isEqualTo(7);
  }

  @Test
  void whatAnAdministratorWantedToBeReadAgainIsNoFault() {
    read("1", 1, 2, 3);
    ledger.turn("reset", PARTITION, 2);
    read("2", 2, 3, 4);
    Ledger.Findings findings = judge(1, 2, 3, 4);
    assertThat(findings.differences()).isEmpty();
    assertThat(findings.again()).isEqualTo(2);
    assertThat(findings.repeated()).isZero();
  }

  @Test
  void whatAnAdministratorWantedToBePassedIsNoFault() {
    read("1", 1);
    ledger.turn("reset", PARTITION, 4);
    read("2", 4);
    assertThat(judge(1, 2, 3, 4).differences()).isEmpty();
  }

  @Test
  void aResetThatIsNotRespectedIsFound() {
    read("1", 1, 2, 3);
    ledger.turn("reset", PARTITION, 1);
    read("2", 4);
    Ledger.Findings findings = judge(1, 2, 3, 4);
    assertThat(findings.passed()).isEqualTo(3);
    assertThat(findings.differences()).containsExactly("orders-1 in 2: 4 instead of 1, 3 passed");
  }

  @Test
  void whatIsReadAgainIsFound() {
    read("1", 1, 2, 3);
    read("2", 3, 4);
    Ledger.Findings findings = judge(1, 2, 3, 4);
    assertThat(findings.repeated()).isEqualTo(1);
    assertThat(findings.again()).isZero();
    assertThat(findings.differences()).containsExactly("orders-1 in 2: 3 instead of 4");
  }

  @Test
  void whatIsPassedIsFoundAmidASessionAndAtTheEnd() {
    read("1", 1, 3);
    Ledger.Findings findings = judge(1, 2, 3, 4);
    assertThat(findings.passed()).isEqualTo(2);
    assertThat(findings.differences())
        .containsExactly(
            "orders-1 in 1: 3 instead of 2, 1 passed", "orders-1: the last 1 were not read");
  }

  @Test
  void whatACopyHoldsTwiceMayComeTwiceAndIsStillDue() {
    ledger.turn("reset", PARTITION, 1);
    read("1", 2, 1, 2, 3);
    Ledger.Findings findings =
        ledger.judge(Map.of(PARTITION, numbers(1, 2, 3)), Map.of(PARTITION, Set.of(2L)));
    assertThat(findings.differences()).isEmpty();
    assertThat(findings.copiedTwice()).isEqualTo(1);
  }

  @Test
  void recordsThatNobodyCommittedAreFound() {
    read("1", 1, 2);
    assertThat(judge(1).differences()).containsExactly("orders-1 in 1: 2 was never committed");
  }

  private void read(String session, long... numbers) {
    for (long each : numbers) {
      ledger.read(session, PARTITION, each);
    }
  }

  private Ledger.Findings judge(long... written) {
    return ledger.judge(Map.of(PARTITION, numbers(written)), Map.of());
  }

  private static NavigableSet<Long> numbers(long... numbers) {
    return LongStream.of(numbers).boxed().collect(Collectors.toCollection(TreeSet::new));
  }
}
