package io.chappe.replicator.topics.properties;

import io.chappe.naming.ConfigPropertyFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;

/**
 * Which properties of a source topic go to its remote topic: MM2's rules. Never copied: what can't
 * be set (read-only), what is hidden (sensitive), what stands in a source broker's own file, and
 * what the filter excludes. A dynamic default of the source cluster counts as set on the topic.
 *
 * <p>One rule of our own: a remote topic takes whatever its source topic takes. Limits to what can
 * be written are raised to those in force on the source, wherever they come from there, and never
 * lowered: what came before still has to be copied, and what was raised by hand stays. The limit to
 * a record's age isn't copied, since a copy is made later.
 *
 * @param filter the flow's property filter
 */
public record TopicConfigRules(ConfigPropertyFilter filter) {
  private static final String LARGEST_AGE = "message.timestamp.before.max.ms";
  private static final Set<String> LIMITS =
      Set.of("max.message.bytes", "message.timestamp.after.max.ms", LARGEST_AGE);

  /** The properties with which a remote topic is created. */
  public Map<String, String> forCreation(Config source) {
    Map<String, String> properties = new HashMap<>();
    for (ConfigEntry entry : source.entries()) {
      boolean isMeant = isCopied(entry) && !entry.name().equals(LARGEST_AGE);
      if (isMeant && (!entry.isDefault() || filter.useSourceDefaults())) {
        properties.put(entry.name(), entry.value());
      }
    }
    return properties;
  }

  /**
   * What to alter so that the remote topic is as it should be; empty if it is. A property with its
   * default on the source is removed from the remote topic, or set to the source's default if that
   * is what the flow uses.
   */
  List<AlterConfigOp> changes(Config source, Config remote) {
    List<AlterConfigOp> changes = new ArrayList<>();
    for (ConfigEntry wanted : source.entries()) {
      ConfigEntry present = remote.get(wanted.name());
      if (LIMITS.contains(wanted.name())) {
        if (isHigher(wanted, present)) {
          changes.add(set(wanted));
        }
        continue;
      }
      if (!isCopied(wanted)) {
        continue;
      }
      boolean isSet = present != null && present.source() == ConfigSource.DYNAMIC_TOPIC_CONFIG;
      if (wanted.isDefault() && !filter.useSourceDefaults()) {
        if (isSet) {
          changes.add(new AlterConfigOp(new ConfigEntry(wanted.name(), null), OpType.DELETE));
        }
      } else if (!isSet || !wanted.value().equals(present.value())) {
        changes.add(set(wanted));
      }
    }
    return changes;
  }

  private static AlterConfigOp set(ConfigEntry wanted) {
    return new AlterConfigOp(new ConfigEntry(wanted.name(), wanted.value()), OpType.SET);
  }

  private boolean isHigher(ConfigEntry limit, ConfigEntry present) {
    return filter.accepts(limit.name())
        && present != null
        && present.value() != null
        && limit.value() != null
        && Long.parseLong(limit.value()) > Long.parseLong(present.value());
  }

  private boolean isCopied(ConfigEntry entry) {
    return !entry.isReadOnly()
        && !entry.isSensitive()
        && entry.value() != null
        && entry.source() != ConfigSource.STATIC_BROKER_CONFIG
        && filter.accepts(entry.name());
  }
}
