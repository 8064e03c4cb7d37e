package io.chappe.replicator.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RenewalTest {
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);
  private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);

  @Test
  void comesAfterSixHoursWhateverIsAppended() {
    assertThat(Renewal.BY_DEFAULT.dueInMs(5 * HOUR, 0, 0)).isEqualTo(HOUR);
    assertThat(Renewal.BY_DEFAULT.dueInMs(6 * HOUR, 0, 0)).isZero();
  }

  @Test
  void comesWellBeforeTheTargetForgets() {
    Renewal renewal = new Renewal(HOUR, 168 * HOUR);

    assertThat(renewal.dueInMs(20 * MINUTE, 20 * MINUTE, 20 * MINUTE)).isEqualTo(10 * MINUTE);
    assertThat(renewal.dueInMs(31 * MINUTE, 31 * MINUTE, 31 * MINUTE)).isNegative();
  }

  @Test
  void isNotNeededByAnOwnerThatAppends() {
    assertThat(new Renewal(HOUR, 168 * HOUR).dueInMs(5 * HOUR, 0, 0)).isEqualTo(30 * MINUTE);
  }

  @Test
  void comesBeforeTheCoordinatorForgetsTheTransactionalIdWhateverIsAppended() {
    Renewal renewal = new Renewal(24 * HOUR, HOUR);

    assertThat(renewal.dueInMs(20 * MINUTE, 0, 0)).isEqualTo(10 * MINUTE);
    assertThat(renewal.dueInMs(30 * MINUTE, 0, 0)).isZero();
  }

  @Test
  void comesSoonAfterOldRecordsWhichMakeBrokersForget() {
    long years = 20_000 * HOUR;

    assertThat(Renewal.BY_DEFAULT.dueInMs(HOUR, 0, years)).isEqualTo(10 * MINUTE);
    assertThat(Renewal.BY_DEFAULT.dueInMs(HOUR, 10 * MINUTE, years)).isZero();
  }

  @Test
  void doesNotComeAgainAndAgainWhereTheTargetForgetsWithinSeconds() {
    Renewal renewal = new Renewal(TimeUnit.SECONDS.toMillis(15), 168 * HOUR);

    assertThat(renewal.dueInMs(0, 0, 0)).isEqualTo(TimeUnit.SECONDS.toMillis(30));
  }
}
