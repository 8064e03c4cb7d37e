package io.chappe.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LagBookTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final TopicPartition BILLS = new TopicPartition("bills", 0);

  private final AtomicLong now = new AtomicLong(1_000_000);
  private final LagBook book = new LagBook(Duration.ofSeconds(10), now::get);

  private void ends(TopicPartition partition, long lastStable, long highWatermark) {
    book.ended(Map.of(partition, new SourceEnd(lastStable, highWatermark)), now.get());
  }

  private void pass(Duration time) {
    now.addAndGet(time.toMillis());
  }

  @Test
  void countsWhatIsBehindThePosition() {
    book.positioned(ORDERS, 40);
    ends(ORDERS, 100, 100);

    assertThat(book.of(ORDERS).records()).isEqualTo(OptionalLong.of(60));
  }

  @Test
  void countsOnWhileNobodyCopies() {
    book.positioned(ORDERS, 100);
    ends(ORDERS, 100, 100);
    pass(Duration.ofSeconds(5));
    ends(ORDERS, 1_100, 1_100);
    pass(Duration.ofSeconds(5));

    assertThat(book.of(ORDERS).records()).isEqualTo(OptionalLong.of(1_000));
    assertThat(book.of(ORDERS).seconds()).isEqualTo(OptionalDouble.of(10));
  }

  @Test
  void knowsNothingOfAPartitionWithoutAnEnd() {
    book.positioned(ORDERS, 40);

    pass(Duration.ofSeconds(3));

    assertThat(book.of(ORDERS).records()).isEmpty();
    assertThat(book.of(ORDERS).seconds()).isEqualTo(OptionalDouble.of(3));
    assertThat(book.of(ORDERS).unknownSinceMs()).isEqualTo(OptionalLong.of(1_000_000));
  }

  @Test
  void knowsNothingOfAPartitionWithoutAPosition() {
    ends(ORDERS, 100, 120);

    assertThat(book.of(ORDERS).records()).isEmpty();
    assertThat(book.of(ORDERS).heldBack()).isEqualTo(OptionalLong.of(20));
  }

  @Test
  void ceasesToKnowWhenTheSourceCeasesToTellButAgesOn() {
    book.positioned(ORDERS, 100);
    ends(ORDERS, 100, 100);
    pass(Duration.ofSeconds(10));
    assertThat(book.of(ORDERS).records()).isEqualTo(OptionalLong.of(0));
    pass(Duration.ofSeconds(50));

    assertThat(book.of(ORDERS).records()).isEmpty();
    assertThat(book.of(ORDERS).heldBack()).isEmpty();
    assertThat(book.of(ORDERS).unknownSinceMs()).isEqualTo(OptionalLong.of(1_000_000));
    assertThat(book.of(ORDERS).seconds()).isEqualTo(OptionalDouble.of(60));
  }

  @Test
  void agesFromTheNewestRecordThatIsDurable() {
    book.positioned(ORDERS, 40);
    book.copied(ORDERS, now.get() - 3_000);
    ends(ORDERS, 100, 100);

    assertThat(book.of(ORDERS).seconds()).isEqualTo(OptionalDouble.of(3));
  }

  @Test
  void doesNotBelieveTimestampsOfTheFuture() {
    book.positioned(ORDERS, 40);
    book.copied(ORDERS, now.get() + 3_600_000);
    ends(ORDERS, 100, 100);
    pass(Duration.ofSeconds(4));

    assertThat(book.of(ORDERS).seconds()).isEqualTo(OptionalDouble.of(4));
  }

  @Test
  void tellsForHowLongOneTransactionHoldsBack() {
    book.positioned(ORDERS, 100);
    ends(ORDERS, 100, 150);
    pass(Duration.ofSeconds(5));
    ends(ORDERS, 100, 170);
    assertThat(book.of(ORDERS).heldBack()).isEqualTo(OptionalLong.of(70));
    assertThat(book.of(ORDERS).heldForMs()).isEqualTo(5_000);

    // Another one is open now.
    ends(ORDERS, 160, 170);
    assertThat(book.of(ORDERS).heldForMs()).isZero();
    ends(ORDERS, 170, 170);
    assertThat(book.of(ORDERS).heldForMs()).isZero();
  }

  @Test
  void aRememberedPositionNeverReplacesABetterOne() {
    book.remembered(ORDERS, 10);
    book.positioned(ORDERS, 40);
    book.remembered(ORDERS, 20);
    ends(ORDERS, 100, 100);

    assertThat(book.of(ORDERS).records()).isEqualTo(OptionalLong.of(60));
  }

  @Test
  void aSumSaysHowManyPartitionsItLeavesOut() {
    book.positioned(ORDERS, 40);
    ends(ORDERS, 100, 100);
    book.positioned(BILLS, 7);

    LagSum sum = LagSum.of(List.of(book.of(ORDERS), book.of(BILLS)));

    assertThat(sum.records()).isEqualTo(OptionalLong.of(60));
    assertThat(sum.unknown()).isEqualTo(1);
    assertThat(sum.recordsOfAll()).isNaN();
    assertThat(LagSum.of(List.of(book.of(BILLS))).records()).isEmpty();
    assertThat(LagSum.of(List.of())).isEqualTo(LagSum.NOTHING);
  }

  @Test
  void aCopyOfWhichNothingIsDurableIsAsOldAsItIsKnown() {
    pass(Duration.ofMinutes(5));
    book.remembered(ORDERS, 0);
    ends(ORDERS, 100, 100);
    pass(Duration.ofSeconds(7));

    assertThat(book.of(ORDERS).records()).isEqualTo(OptionalLong.of(100));
    assertThat(book.of(ORDERS).seconds()).isEqualTo(OptionalDouble.of(7));
  }

  @Test
  void aPositionBehindTheEndOfAnotherLogSaysNothing() {
    book.positioned(ORDERS, 5_000);
    ends(ORDERS, 5_000, 5_000);
    pass(Duration.ofSeconds(3));
    ends(ORDERS, 40, 40);
    // The answer may be older than the position.
    assertThat(book.of(ORDERS).records()).isEqualTo(OptionalLong.of(0));
    pass(Duration.ofSeconds(3));
    ends(ORDERS, 50, 50);
    pass(Duration.ofSeconds(1));

    assertThat(book.of(ORDERS).records()).isEmpty();
    assertThat(book.of(ORDERS).seconds().orElseThrow()).isPositive();

    book.positioned(ORDERS, 20);
    ends(ORDERS, 60, 60);
    assertThat(book.of(ORDERS).records()).isEqualTo(OptionalLong.of(40));
  }

  @Test
  void forgetsTheOthers() {
    book.positioned(ORDERS, 100);
    ends(ORDERS, 100, 100);
    book.retain(BILLS::equals);

    assertThat(book.of(ORDERS).records()).isEmpty();
  }

  @Test
  void readsTheNoteBesideAPosition() {
    PositionNote note = new PositionNote(OptionalLong.of(17), true);

    assertThat(note.beside(5).metadata()).isEqualTo("newest=17;stopped");
    assertThat(PositionNote.of(note.beside(5))).isEqualTo(note);
    assertThat(PositionNote.of(PositionNote.NONE.beside(5))).isEqualTo(PositionNote.NONE);
    assertThat(PositionNote.of(new PositionNote(OptionalLong.empty(), true).beside(5)).stopped())
        .isTrue();
    assertThat(PositionNote.of(new OffsetAndMetadata(5, "newest=x;by hand")))
        .isEqualTo(PositionNote.NONE);
  }
}
