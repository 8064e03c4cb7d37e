package io.chappe.checkpoint.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.sharing.SoleShare.Assignment;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SoleShareTest {
  private static final Share HALF = new Share(Set.of(1, 2), 4);

  private final SoleShare sole = new SoleShare();

  @Test
  void nothingIsOursBeforeTheFirstAssignment() throws Exception {
    assertThat(now()).isEmpty();
    sole.assign(HALF);
    assertThat(now().map(Assignment::share)).contains(HALF);
  }

  @Test
  void theSameShareGivenAgainAfterALossIsAnotherAssignment() throws Exception {
    sole.assign(HALF);
    Optional<Assignment> first = now();
    sole.withdraw();
    sole.assign(HALF);

    assertThat(now()).isPresent().isNotEqualTo(first);
  }

  @Test
  void theSameShareGivenAgainWithoutALossIsTheSameAssignment() throws Exception {
    sole.assign(HALF);
    Optional<Assignment> first = now();
    sole.assign(HALF);

    assertThat(now()).isEqualTo(first);
  }

  @Test
  void whoGivesItUpWaitsForWorkThatIsGoingOn() throws Exception {
    sole.assign(HALF);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Thread worker =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    sole.work(
                        assigned -> {
                          begun.countDown();
                          mayEnd.await();
                          return assigned;
                        });
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                });
    begun.await();

    assertThat(sole.giveUp(Duration.ZERO)).isFalse();
    assertThat(sole.isAssigned()).isFalse();
    mayEnd.countDown();
    assertThat(sole.giveUp(Duration.ofSeconds(30))).isTrue();
    worker.join();
    assertThat(now()).isEmpty();
  }

  private Optional<Assignment> now() throws Exception {
    return sole.work(assigned -> assigned);
  }
}
