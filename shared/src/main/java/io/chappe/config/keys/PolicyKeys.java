package io.chappe.config.keys;

import static io.chappe.config.keys.KeyDraft.flag;
import static io.chappe.config.keys.KeyDraft.ofFlow;
import static io.chappe.config.keys.KeyDraft.only;

/** How topics are named, and MM2's pluggable classes, of which its own are understood. */
public final class PolicyKeys {
  /** MM2's policy that prefixes names with the source's alias. */
  public static final String DEFAULT_POLICY =
      "org.apache.kafka.connect.mirror.DefaultReplicationPolicy";

  /** MM2's policy that keeps names. */
  public static final String IDENTITY_POLICY =
      "org.apache.kafka.connect.mirror.IdentityReplicationPolicy";

  public static final KeyDefinition<String> POLICY_CLASS =
      only(
              "replication.policy.class",
              "How remote topics are named.",
              DEFAULT_POLICY,
              IDENTITY_POLICY)
          .byRestart();

  public static final KeyDefinition<String> SEPARATOR =
      ofFlow(
              "replication.policy.separator",
              KeyType.NAME,
              ".",
              ".",
              "What stands between alias and topic in a remote topic's name.")
          .byRestart();

  public static final KeyDefinition<Boolean> SEPARATOR_IN_INTERNAL_TOPICS =
      flag(
              "replication.policy.internal.topic.separator.enabled",
              "true",
              "true",
              "Use the separator in the names of checkpoints, offset-syncs and offset-map topics too; a"
                  + " dot otherwise.")
          .byRestart();

  public static final KeyDefinition<String> TOPIC_FILTER_CLASS =
      only(
              "topic.filter.class",
              "MM2's own filter only.",
              "org.apache.kafka.connect.mirror.DefaultTopicFilter")
          .live();

  public static final KeyDefinition<String> GROUP_FILTER_CLASS =
      only(
              "group.filter.class",
              "MM2's own filter only.",
              "org.apache.kafka.connect.mirror.DefaultGroupFilter")
          .live();

  public static final KeyDefinition<String> CONFIG_PROPERTY_FILTER_CLASS =
      only(
              "config.property.filter.class",
              "MM2's own filter only.",
              "org.apache.kafka.connect.mirror.DefaultConfigPropertyFilter")
          .live();

  public static final KeyDefinition<String> FORWARDING_ADMIN_CLASS =
      only(
              "forwarding.admin.class",
              "MM2's own class only.",
              "org.apache.kafka.clients.admin.ForwardingAdmin")
          .live();

  private PolicyKeys() {}
}
