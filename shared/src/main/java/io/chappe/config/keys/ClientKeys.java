package io.chappe.config.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** What Kafka's own clients know about their keys. */
public final class ClientKeys {
  /** The kinds of client, as the prefixes of the file name them. */
  public static final List<String> KINDS = List.of("consumer", "producer", "admin");

  /** The keys that a cluster has for all its clients: how it is reached. */
  public static final Set<String> OF_CLUSTER = ofCluster();

  /** The keys that belong to whoever makes the client. */
  public static final Set<String> OWNED =
      Set.of(
          "client.id",
          "group.id",
          "group.instance.id",
          "key.serializer",
          "value.serializer",
          "key.deserializer",
          "value.deserializer",
          "enable.auto.commit",
          "transactional.id");

  private static final Map<String, ConfigDef> DEFINITIONS =
      Map.of(
          "consumer", ConsumerConfig.configDef(),
          "producer", ProducerConfig.configDef(),
          "admin", AdminClientConfig.configDef());

  private ClientKeys() {}

  private static Set<String> ofCluster() {
    Set<String> keys =
        new TreeSet<>(new ConfigDef().withClientSslSupport().withClientSaslSupport().names());
    keys.add(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    keys.add(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
    return keys;
  }

  /** All keys of a kind of client. */
  public static Set<String> of(String kind) {
    return DEFINITIONS.get(kind).names();
  }

  /** The kinds of client that know {@code key}. */
  public static List<String> kindsWith(String key) {
    return KINDS.stream().filter(kind -> of(kind).contains(key)).toList();
  }

  /** What Kafka says is wrong with a value; empty if nothing is, or if it doesn't know the key. */
  public static Optional<String> problem(String kind, String key, String value) {
    ConfigDef.ConfigKey definition = DEFINITIONS.get(kind).configKeys().get(key);
    if (definition == null) {
      return Optional.empty();
    }
    try {
      Object parsed = ConfigDef.parseType(key, value, definition.type);
      if (definition.validator != null) {
        definition.validator.ensureValid(key, parsed);
      }
      return Optional.empty();
    } catch (ConfigException e) {
      return Optional.of(reasonIn(e.getMessage(), key));
    }
  }

  /** Kafka's messages begin with the value, which may be secret, and the key, which we say. */
  private static String reasonIn(String message, String key) {
    String beginning = " for configuration " + key + ": ";
    int reason = message.lastIndexOf(beginning);
    return reason < 0 ? "isn't valid" : message.substring(reason + beginning.length());
  }

  /** Whether Kafka itself treats the key's value as a password. */
  static boolean isPassword(String key) {
    return DEFINITIONS.values().stream()
        .map(definition -> definition.configKeys().get(key))
        .anyMatch(known -> known != null && known.type == ConfigDef.Type.PASSWORD);
  }

  /** Keys of a kind of client, each with the kind as its prefix. */
  public static List<String> withPrefix() {
    List<String> keys = new ArrayList<>(OF_CLUSTER);
    KINDS.forEach(kind -> of(kind).forEach(key -> keys.add(kind + "." + key)));
    return keys;
  }
}
