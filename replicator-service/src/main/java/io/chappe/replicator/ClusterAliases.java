package io.chappe.replicator;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which clusters the aliases of all flows lead to. Two of them may lead to one: no flow copies
 * between those, but whatever goes by aliases (names, circles) takes them for two, so it is said.
 * Thread-safe.
 */
final class ClusterAliases {
  private static final Logger LOGGER = LoggerFactory.getLogger(ClusterAliases.class);

  private final Map<String, String> ids = new HashMap<>();

  /**
   * A cluster was reached.
   *
   * @return the other aliases that lead to it, if this is news, which is logged
   */
  synchronized Set<String> reached(String alias, String clusterId) {
    if (clusterId.equals(ids.put(alias, clusterId))) {
      return Set.of();
    }
    Map<String, String> others = new HashMap<>(ids);
    others.remove(alias);
    others.values().removeIf(id -> !id.equals(clusterId));
    if (!others.isEmpty()) {
      LOGGER.warn(
          "aliases lead to one cluster, so circles and copies of one topic by two ways go unnoticed: use one alias for it: aliases={},{} cluster={}",
          alias,
          String.join(",", new TreeSet<>(others.keySet())),
          clusterId);
    }
    return Set.copyOf(others.keySet());
  }

  /** Forgets those that are no longer configured. */
  synchronized void retain(Set<String> aliases) {
    ids.keySet().retainAll(aliases);
  }
}
