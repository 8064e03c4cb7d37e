package io.chappe.replicator;

import io.chappe.replicator.topics.catalog.Catalog;
import io.chappe.replicator.wire.fetch.FetchTraffic;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * This instance's share of a flow's rate limit: the share of the flow's partitions that it owns. So
 * all instances together keep the limit without speaking to each other; where only some partitions
 * have much to copy, less than the limit is used. Heartbeats topics are left out of it all. From
 * any thread.
 */
final class RateShare {
  private final FetchTraffic traffic;
  private final Predicate<String> exempt;
  private final Set<TopicPartition> owned = new HashSet<>();
  private long bytesPerSecond;
  private int all;
  private boolean paused;
  private boolean held;

  /**
   * @param exempt topics that the limit does not hold back
   */
  RateShare(Predicate<String> exempt) {
    this.exempt = exempt;
    this.traffic = new FetchTraffic(exempt, System::nanoTime);
  }

  /** What is held to the share. */
  FetchTraffic traffic() {
    return traffic;
  }

  /**
   * Sets the limit of all instances together.
   *
   * @param newBytesPerSecond 0 for none
   */
  synchronized void limit(long newBytesPerSecond) {
    bytesPerSecond = newBytesPerSecond;
    apply();
  }

  /** Stops reading, or goes on with it. */
  synchronized void pause(boolean newPaused) {
    paused = newPaused;
    apply();
  }

  /** The same for another reason: it goes on when neither holds any more. */
  synchronized void hold(boolean newHeld) {
    held = newHeld;
    apply();
  }

  synchronized void catalog(Catalog catalog) {
    all =
        catalog.topics().values().stream()
            .filter(topic -> !exempt.test(topic.name()))
            .mapToInt(topic -> topic.partitions())
            .sum();
    apply();
  }

  synchronized void assigned(Collection<TopicPartition> partitions) {
    partitions.stream().filter(each -> !exempt.test(each.topic())).forEach(owned::add);
    apply();
  }

  synchronized void gone(Collection<TopicPartition> partitions) {
    partitions.forEach(owned::remove);
    apply();
  }

  private void apply() {
    if (paused || held) {
      traffic.limit(FetchTraffic.NOTHING);
    } else if (bytesPerSecond == 0 || owned.isEmpty()) {
      traffic.limit(FetchTraffic.UNLIMITED);
    } else {
      traffic.limit((double) bytesPerSecond * owned.size() / Math.max(all, owned.size()));
    }
  }
}
