package io.chappe.replicator.topics.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.DeletionSettings;
import io.chappe.naming.FlowId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeletionBrakeTest {
  private static final Instant BEGIN = Instant.parse("2026-01-31T09:20:00Z");

  private Instant now = BEGIN;
  private final DeletionBrake brake =
      new DeletionBrake(
          new FlowId("us", "eu"),
          new DeletionSettings(true, 10, Optional.empty()),
          () -> now,
          () -> Duration.between(BEGIN, now).toNanos());

  @BeforeEach
  void watchedForAnHour() {
    brake.watch();
    now = now.plus(DeletionBrake.WINDOW);
  }

  @Test
  void threeMayAlwaysBeGoneUnlessNoneIsLeft() {
    assertThat(objection(3, 1)).isEmpty();
    assertThat(objection(4, 20)).isPresent();
    assertThat(objection(1, 0)).isEmpty();
    assertThat(objection(2, 0)).isPresent();
  }

  @Test
  void ofManyTopicsATenthMay() {
    assertThat(objection(10, 90)).isEmpty();
    assertThat(objection(11, 89)).isPresent();
  }

  @Test
  void whatWasDeletedWithinTheHourCounts() {
    IntStream.range(0, 3).forEach(each -> brake.deleted());
    assertThat(objection(1, 20)).isPresent();

    now = now.plus(DeletionBrake.WINDOW).plusSeconds(1);
    assertThat(objection(1, 20)).isEmpty();
  }

  @Test
  void nothingIsDeletedBeforeItHasWatchedForAnHour() {
    DeletionBrake begun =
        new DeletionBrake(
            new FlowId("us", "eu"),
            new DeletionSettings(true, 10, Optional.empty()),
            () -> now,
            () -> Duration.between(BEGIN, now).toNanos());
    Optional<Instant> yes = Optional.of(now.plus(Duration.ofHours(2)));
    assertThat(begun.objection(topics(1), 20, Optional.empty())).isPresent();

    begun.watch();
    now = now.plus(DeletionBrake.WINDOW).minusSeconds(1);
    begun.watch();
    assertThat(begun.objection(topics(1), 20, Optional.empty()).orElseThrow().tooMany()).isFalse();
    assertThat(begun.objection(topics(4), 20, Optional.empty()).orElseThrow().tooMany()).isTrue();
    assertThat(begun.objection(topics(1), 20, yes)).isEmpty();

    now = now.plusSeconds(1);
    assertThat(begun.objection(topics(1), 20, Optional.empty())).isEmpty();
  }

  @Test
  void anOperatorsYesHoldsUntilItsTimeAndForADayAtMost() {
    assertThat(objection(9, 0, Duration.ofHours(1))).isEmpty();
    assertThat(objection(9, 0, Duration.ofHours(24))).isEmpty();
    assertThat(objection(9, 0, Duration.ofHours(25))).isPresent();
    assertThat(objection(9, 0, Duration.ofHours(-1))).isPresent();
  }

  @Test
  void saysWhatIsGoneAndWhatToDo() {
    assertThat(objection(4, 1).orElseThrow())
        .startsWith(
            "4 of 5 topics are gone from us at once, so no remote topic is deleted: t0, t1, t2,"
                + " t3.")
        .contains("us->eu.sync.topic.deletions.confirmed.until")
        .contains("2026-01-31T12:00:00Z");
  }

  private Optional<String> objection(int gone, int left) {
    return brake
        .objection(topics(gone), left, Optional.empty())
        .map(DeletionBrake.Objection::reason);
  }

  private Optional<String> objection(int gone, int left, Duration yes) {
    return brake
        .objection(topics(gone), left, Optional.of(now.plus(yes)))
        .map(DeletionBrake.Objection::reason);
  }

  private static List<String> topics(int count) {
    return IntStream.range(0, count).mapToObj(each -> "t" + each).toList();
  }
}
