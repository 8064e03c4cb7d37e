package io.chappe.replicator.topics.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailureBookTest {
  private static final Failure POLICY = new Failure.Retry(Reason.POLICY_VIOLATION, "policy");
  private static final Failure AUTHORIZATION =
      new Failure.Retry(Reason.TOPIC_AUTHORIZATION_FAILED, "authorization");

  private long now;
  private final FailureBook<String> book = new FailureBook<>(() -> now);

  @Test
  void aReasonIsNewOnceUntilItChangesOrPasses() {
    assertThat(book.failed("orders", POLICY)).isTrue();
    assertThat(book.failed("orders", POLICY)).isFalse();
    assertThat(book.failed("orders", AUTHORIZATION)).isTrue();
    assertThat(book.succeeded("orders")).isTrue();
    assertThat(book.succeeded("orders")).isFalse();
    assertThat(book.failed("orders", AUTHORIZATION)).isTrue();
  }

  @Test
  void pausesGrowUpToAMinuteAndAreOfOneKeyOnly() {
    book.failed("orders", POLICY);
    assertThat(book.isDue("orders")).isFalse();
    assertThat(book.isDue("payments")).isTrue();

    pass(FailureBook.FIRST_PAUSE);
    assertThat(book.isDue("orders")).isTrue();

    book.failed("orders", POLICY);
    pass(FailureBook.FIRST_PAUSE);
    assertThat(book.isDue("orders")).isFalse();

    for (int i = 0; i < 20; i++) {
      book.failed("orders", POLICY);
    }
    pass(FailureBook.LONGEST_PAUSE);
    assertThat(book.isDue("orders")).isTrue();
  }

  @Test
  void forgetsWhatIsGone() {
    book.failed("orders", POLICY);
    book.failed("payments", POLICY);

    book.retain(Set.of("payments"));

    assertThat(book.failures()).containsOnlyKeys("payments");
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
