package io.chappe.replicator;

import io.chappe.config.ClientSettings;
import io.chappe.replicator.copy.BatchFetcher;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Where the copy of a partition begins that was never copied, as {@code auto.offset.reset} of the
 * source's consumer says it: {@code earliest} (the default), {@code latest}, or {@code
 * by_duration:PT24H} (KIP-1106) for a time back from now.
 */
record StartPosition(String reset) {
  private static final String BY_DURATION = "by_duration:";

  static StartPosition of(ClientSettings source) {
    return new StartPosition(
        Optional.ofNullable(source.consumer().get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG))
            .orElse("earliest"));
  }

  /** A timestamp, or one of {@link BatchFetcher#EARLIEST} and {@link BatchFetcher#LATEST}. */
  long timestamp(long nowMs) {
    if (reset.startsWith(BY_DURATION)) {
      return nowMs - Duration.parse(reset.substring(BY_DURATION.length())).toMillis();
    }
    return reset.equals("latest") ? BatchFetcher.LATEST : BatchFetcher.EARLIEST;
  }
}
