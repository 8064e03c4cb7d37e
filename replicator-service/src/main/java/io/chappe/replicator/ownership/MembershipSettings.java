package io.chappe.replicator.ownership;

import io.chappe.config.FlowConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The properties of the consumer that is a flow's member of the group.
 *
 * @param groupId {@code chappe.<source>-><target>}
 * @param properties all properties
 */
record MembershipSettings(String groupId, Map<String, Object> properties) {

  /** What the file may change. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000",
          // A member learns of a rebalance by its heartbeat, and a hand-over takes two rebalances.
          ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "1000",
          // A drain happens inside a poll, so this is also the longest time a rebalance can take.
          ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, "60000",
          // Membership refreshes it when there are other partitions. This is for the case that the
          // answer came from a broker that had not heard of them yet.
          ConsumerConfig.METADATA_MAX_AGE_CONFIG, "30000",
          ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000",
          ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");

  /** What it may not: the meaning of the membership depends on it. */
  private static final Map<String, Object> FORCED =
      Map.of(
          ConsumerConfig.GROUP_PROTOCOL_CONFIG, GroupProtocol.CLASSIC.name(),
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
              CooperativeStickyAssignor.class.getName(),
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName(),
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName(),
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
          // Every partition is given a position when it is assigned; see Membership.
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");

  static MembershipSettings of(FlowConfig flow) {
    String groupId = flow.id().replicatorGroup();
    Map<String, Object> properties = new HashMap<>(DEFAULTS);
    properties.putAll(flow.source().consumer());
    // Two members of one name would throw each other out.
    properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    properties.putAll(FORCED);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
    // Of all members only we have this name: so we find ourselves in the group's description.
    String clientId =
        "chappe-" + flow.id() + "-owner-" + UUID.randomUUID().toString().substring(0, 8);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    return new MembershipSettings(groupId, Map.copyOf(properties));
  }

  String clientId() {
    return (String) properties.get(ConsumerConfig.CLIENT_ID_CONFIG);
  }
}
