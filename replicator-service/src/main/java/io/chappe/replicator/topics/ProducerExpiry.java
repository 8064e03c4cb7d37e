package io.chappe.replicator.topics;

import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

  /** KIP-854. */
  private static final String OF_PRODUCERS = "producer.id.expiration.ms";

  private static final String OF_TRANSACTIONAL_IDS = "transactional.id.expiration.ms";

  /**
   * The shortest times that any broker says, in milliseconds; Kafka's defaults where none says one.
   */
  record Times(long producerMs, long transactionalIdMs) {
    static final Times BY_DEFAULT =
        new Times(Duration.ofDays(1).toMillis(), Duration.ofDays(7).toMillis());
  }

  private final ClusterCalls target;
  private final Schedule looks;
  private Times known = Times.BY_DEFAULT;
  private boolean reported;

  ProducerExpiry(ClusterCalls target, LongSupplier nanoTime) {
    this.target = target;
    this.looks = new Schedule(INTERVAL, nanoTime);
  }

  /**
   * Asks if it is time to.
   *
   * @return the times, if they are others than before; Kafka's defaults come before the first
   */
  Optional<Times> look() throws InterruptedException {
    if (!looks.isDue()) {
      return Optional.empty();
    }
    looks.done();
    try {
      Times found = times(configs());
      boolean same = found.equals(known);
      known = found;
      return same ? Optional.empty() : Optional.of(found);
    } catch (ClusterUnavailableException e) {
      if (!reported) {
        reported = true;
        LOGGER.info(
            "how soon brokers forget producers can't be read, a day is assumed: cluster={} reason={} message=\"{}\"",
            target.alias(),
            e.failure().reason(),
            e.getMessage());
      }
      return Optional.empty();
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

  static Times times(Collection<Config> brokers) {
    return new Times(
        shortest(brokers, OF_PRODUCERS).orElse(Times.BY_DEFAULT.producerMs()),
        shortest(brokers, OF_TRANSACTIONAL_IDS).orElse(Times.BY_DEFAULT.transactionalIdMs()));
  }

  private static OptionalLong shortest(Collection<Config> brokers, String property) {
    return brokers.stream()
        .flatMap(broker -> broker.entries().stream())
        .filter(entry -> entry.name().equals(property) && entry.value() != null)
        .map(ConfigEntry::value)
        .mapToLong(Long::parseLong)
        .filter(millis -> millis > 0)
        .min();
  }
}
