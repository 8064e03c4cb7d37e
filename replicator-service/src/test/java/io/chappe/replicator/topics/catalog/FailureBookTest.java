package io.chappe.replicator.topics.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailureBookTest {
  private long now;
  private final FailureBook<String> book = new FailureBook<>(() -> now);

  @Test
  void aReasonIsNewOnceUntilItChangesOrPasses() {
    assertThat(book.failed("orders", "policy")).isTrue();
    assertThat(book.failed("orders", "policy")).isFalse();
    assertThat(book.failed("orders", "authorization")).isTrue();
    assertThat(book.succeeded("orders")).isTrue();
    assertThat(book.succeeded("orders")).isFalse();
    assertThat(book.failed("orders", "authorization")).isTrue();
  }

  @Test
  void pausesGrowUpToAMinuteAndAreOfOneKeyOnly() {
    book.failed("orders", "policy");
    assertThat(book.isDue("orders")).isFalse();
    assertThat(book.isDue("payments")).isTrue();

    pass(FailureBook.FIRST_PAUSE);
    assertThat(book.isDue("orders")).isTrue();

    book.failed("orders", "policy");
    pass(FailureBook.FIRST_PAUSE);
    assertThat(book.isDue("orders")).isFalse();

    for (int i = 0; i < 20; i++) {
      book.failed("orders", "policy");
    }
    pass(FailureBook.LONGEST_PAUSE);
    assertThat(book.isDue("orders")).isTrue();
  }

  @Test
  void forgetsWhatIsGone() {
    book.failed("orders", "policy");
    book.failed("payments", "policy");

    book.retain(Set.of("payments"));

    assertThat(book.reasons()).containsOnlyKeys("payments");
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
