package io.chappe.replicator.topics.catalog;

import java.util.List;

/**
 * Is told when the {@link Catalog} changed, and how the offset-map topic is. Called on the flow's
 * topics thread: must not block for long.
 */
@FunctionalInterface
public interface CatalogListener {
  /** There are others to copy, or to copy to. */
  void catalogChanged(Catalog catalog);

  /** The offset-map topic was deleted. One of its name is there again, and is empty. */
  default void offsetMapLost() {}

  /** Called at each look, with whether the offset-map topic can be relied on. */
  default void offsetMapUsable(boolean usable) {}

  /** Called after each look, whatever it found: what stands in a topic's way may have changed. */
  default void looked() {}

  /**
   * How soon the target forgets who is silent is known, and isn't what brokers do by default, or
   * has changed.
   *
   * @param producerMs milliseconds after which brokers forget a producer
   * @param transactionalIdMs milliseconds after which coordinators forget a transactional id
   */
  default void producersExpireAfter(long producerMs, long transactionalIdMs) {}

  /** These topics, which were copied, no longer exist on either side. */
  default void gone(List<CopiedTopic> topics) {}
}
