package io.chappe.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.StartPosition;
import io.chappe.replicator.copy.port.BatchFetcher;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StartTimesTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final StartPosition LATEST = new StartPosition.Latest();
  private static final OptionalLong OLD = OptionalLong.empty();

  @Test
  void anOldPartitionBeginsWhereTheConfigurationSays() {
    assertThat(StartTimes.of(LATEST, OLD, NOW)).isEqualTo(BatchFetcher.LATEST);
    assertThat(StartTimes.of(new StartPosition.Earliest(), OLD, NOW))
        .isEqualTo(BatchFetcher.EARLIEST);
    assertThat(StartTimes.of(new StartPosition.Back(Duration.ofSeconds(1)), OLD, NOW))
        .isEqualTo(NOW - 1_000);
    assertThat(StartTimes.of(new StartPosition.At(Instant.ofEpochMilli(7)), OLD, NOW)).isEqualTo(7);
  }

  @Test
  void aNewOneBeginsNoLaterThanItCame() {
    OptionalLong since = OptionalLong.of(NOW - 5_000);

    assertThat(StartTimes.of(LATEST, since, NOW)).isEqualTo(NOW - 5_000);
    assertThat(StartTimes.of(new StartPosition.Back(Duration.ofSeconds(1)), since, NOW))
        .isEqualTo(NOW - 5_000);
    assertThat(StartTimes.of(new StartPosition.At(Instant.ofEpochMilli(7)), since, NOW))
        .isEqualTo(7);
    assertThat(StartTimes.of(LATEST, OptionalLong.of(BatchFetcher.EARLIEST), NOW))
        .isEqualTo(BatchFetcher.EARLIEST);
    assertThat(StartTimes.of(new StartPosition.Earliest(), since, NOW))
        .isEqualTo(BatchFetcher.EARLIEST);
  }
}
