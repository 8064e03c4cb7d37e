package io.chappe.replicator.topics;

import io.chappe.naming.ConfigPropertyFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * @param filter the flow's property filter
 */
record TopicConfigRules(ConfigPropertyFilter filter) {

  /** The properties with which a remote topic is created. */
  Map<String, String> forCreation(Config source) {
    Map<String, String> properties = new HashMap<>();
    for (ConfigEntry entry : source.entries()) {
      if (isCopied(entry) && (!entry.isDefault() || filter.useSourceDefaults())) {
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
      if (!isCopied(wanted)) {
        continue;
      }
      ConfigEntry present = remote.get(wanted.name());
      boolean isSet = present != null && present.source() == ConfigSource.DYNAMIC_TOPIC_CONFIG;
      if (wanted.isDefault() && !filter.useSourceDefaults()) {
        if (isSet) {
          changes.add(new AlterConfigOp(new ConfigEntry(wanted.name(), null), OpType.DELETE));
        }
      } else if (!isSet || !wanted.value().equals(present.value())) {
        changes.add(new AlterConfigOp(new ConfigEntry(wanted.name(), wanted.value()), OpType.SET));
      }
    }
    return changes;
  }

  private boolean isCopied(ConfigEntry entry) {
    return !entry.isReadOnly()
        && !entry.isSensitive()
        && entry.value() != null
        && entry.source() != ConfigSource.STATIC_BROKER_CONFIG
        && filter.accepts(entry.name());
  }
}
