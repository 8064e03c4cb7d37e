package io.chappe.naming;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.mirror.IdentityReplicationPolicy;

/**
 * MM2's {@code IdentityReplicationPolicy}, comparable, and stricter about heartbeats. MM2 renames
 * every topic whose name <em>ends</em> with {@code heartbeats}, a user's {@code my-heartbeats} too.
 * Here only {@code heartbeats} itself and its copies ({@code us.heartbeats}, {@code
 * eu.us.heartbeats}) are renamed, which needs to know the aliases of the clusters.
 */
final class SameNamePolicy extends IdentityReplicationPolicy {
  private final String source;
  private final Separators separators;
  private final Set<String> aliases;

  SameNamePolicy(String source, Separators separators, Set<String> aliases) {
    this.source = source;
    this.separators = separators;
    this.aliases = Set.copyOf(aliases);
    Map<String, String> settings = new HashMap<>(separators.toProperties());
    settings.put(SOURCE_CLUSTER_ALIAS_CONFIG, source);
    configure(settings);
  }

  @Override
  public String formatRemoteTopic(String sourceClusterAlias, String topic) {
    return isHeartbeats(topic) ? sourceClusterAlias + separators.separator() + topic : topic;
  }

  @Override
  public String topicSource(String topic) {
    return isHeartbeats(topic) ? firstAlias(topic).orElse(null) : source;
  }

  @Override
  public String upstreamTopic(String topic) {
    if (!isHeartbeats(topic)) {
      return topic;
    }
    return firstAlias(topic).map(alias -> withoutAlias(topic, alias)).orElse(null);
  }

  private boolean isHeartbeats(String topic) {
    if (topic.equals(heartbeatsTopic())) {
      return true;
    }
    return firstAlias(topic).map(alias -> isHeartbeats(withoutAlias(topic, alias))).orElse(false);
  }

  /**
   * The longest alias that {@code topic} begins with: one alias may be the beginning of another.
   */
  private Optional<String> firstAlias(String topic) {
    return aliases.stream()
        .filter(alias -> topic.startsWith(alias + separators.separator()))
        .max(Comparator.comparingInt(String::length));
  }

  private String withoutAlias(String topic, String alias) {
    return topic.substring(alias.length() + separators.separator().length());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SameNamePolicy policy && identity().equals(policy.identity());
  }

  @Override
  public int hashCode() {
    return Objects.hash(identity());
  }

  private List<Object> identity() {
    return List.of(source, separators, aliases);
  }

  @Override
  public String toString() {
    return "IdentityReplicationPolicy with " + separators;
  }
}
