package io.chappe.replicator.topics;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks now and then how soon the target forgets producers and transactional ids that are silent:
 * owners renew their fences before. Where that can't be read, it is taken to be Kafka's default.
 */
final class ProducerExpiry {
  private static final Logger LOGGER = LoggerFactory.getLogger(ProducerExpiry.class);
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  /** Broker properties: KIP-854, and Kafka's broker configuration. */
  private static final Set<String> PROPERTIES =
      Set.of("producer.id.expiration.ms", "transactional.id.expiration.ms");

  private final ClusterCalls target;
  private final Schedule looks;
  private long known;
  private boolean reported;

  ProducerExpiry(ClusterCalls target, LongSupplier nanoTime) {
    this.target = target;
    this.looks = new Schedule(INTERVAL, nanoTime);
  }

  /**
   * Asks if it is time to.
   *
   * @return the shortest time that any broker says, in milliseconds, if it is another than before
   */
  OptionalLong look() throws InterruptedException {
    if (!looks.isDue()) {
      return OptionalLong.empty();
    }
    looks.done();
    try {
      OptionalLong shortest = shortest(configs());
      if (shortest.isEmpty() || shortest.getAsLong() == known) {
        return OptionalLong.empty();
      }
      known = shortest.getAsLong();
      return shortest;
    } catch (ClusterUnavailableException e) {
      if (!reported) {
        reported = true;
        LOGGER.info(
            "how soon brokers forget producers can't be read, a day is assumed cluster={} reason={}",
            target.alias(),
            e.getMessage());
      }
      return OptionalLong.empty();
    }
  }

  private Collection<Config> configs() throws ClusterUnavailableException, InterruptedException {
    List<ConfigResource> brokers =
        target.await(target.admin().describeCluster().nodes()).stream()
            .map(Node::idString)
            .map(id -> new ConfigResource(ConfigResource.Type.BROKER, id))
            .toList();
    return target.await(target.admin().describeConfigs(brokers).values()).values().values();
  }

  /** The shortest of the times that are set to one. */
  static OptionalLong shortest(Collection<Config> brokers) {
    return brokers.stream()
        .flatMap(broker -> broker.entries().stream())
        .filter(entry -> PROPERTIES.contains(entry.name()) && entry.value() != null)
        .map(ConfigEntry::value)
        .mapToLong(Long::parseLong)
        .filter(millis -> millis > 0)
        .min();
  }
}
