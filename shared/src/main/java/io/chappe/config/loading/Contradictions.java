package io.chappe.config.loading;

import io.chappe.config.keys.ClientClasses;
import io.chappe.config.keys.ClientKeys;
import io.chappe.config.keys.Secrets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Client keys of which each is right, and which contradict each other: Kafka makes no client. */
final class Contradictions {
  private static final Object BYTES_IN = ByteArrayDeserializer.class;
  private static final Object BYTES_OUT = ByteArraySerializer.class;

  /** What is set here for whoever doesn't; see the places where clients are made. */
  private static final Map<String, Integer> DEFAULTS =
      Map.of(
          "admin.request.timeout.ms", 10_000,
          "admin.default.api.timeout.ms", 20_000,
          "consumer.heartbeat.interval.ms", 1_000,
          "consumer.session.timeout.ms", 10_000);

  private static final LowerBound API_TIMEOUT =
      new LowerBound("default.api.timeout.ms", "request.timeout.ms", 0);
  private static final LowerBound SESSION_TIMEOUT =
      new LowerBound("session.timeout.ms", "heartbeat.interval.ms", 1);

  /** The value of a key must be at least that of another plus a distance, in milliseconds. */
  private record LowerBound(String key, String lowerKey, int distance) {}

  private Contradictions() {}

  /**
   * The first contradiction in the keys of one kind of client of one cluster, fit for a message;
   * empty if there is none, or if a key has no valid value anyway.
   */
  static Optional<String> in(String alias, String kind, Map<String, Setting> properties) {
    boolean eachIsRight =
        properties.entrySet().stream()
            .allMatch(each -> isRight(kind, each.getKey(), each.getValue().value()));
    if (!eachIsRight || !properties.containsKey("bootstrap.servers")) {
      return Optional.empty();
    }
    return switch (kind) {
      case "admin" ->
          tooSmall(alias, kind, properties, API_TIMEOUT).or(() -> byKafka(alias, kind, properties));
      case "consumer" ->
          tooSmall(alias, kind, properties, SESSION_TIMEOUT)
              .or(() -> byKafka(alias, kind, properties));
      default -> byKafka(alias, kind, properties);
    };
  }

  private static boolean isRight(String kind, String key, String value) {
    return ClientKeys.problem(kind, key, value).isEmpty()
        && ClientClasses.problem(key, value).isEmpty();
  }

  private static Optional<String> tooSmall(
      String alias, String kind, Map<String, Setting> properties, LowerBound bound) {
    String key = bound.key();
    String lowerKey = bound.lowerKey();
    int value = number(kind, properties, key);
    int lower = number(kind, properties, lowerKey);
    return value >= lower + bound.distance()
        ? Optional.empty()
        : Optional.of(
            "%s must be %s %s, which are %s and %s"
                .formatted(
                    written(alias, kind, properties, key),
                    bound.distance() == 0 ? "at least" : "more than",
                    written(alias, kind, properties, lowerKey),
                    shown(properties.get(key), value),
                    shown(properties.get(lowerKey), lower)));
  }

  /** The key with the prefix that it has in the file, or would have. */
  private static String written(
      String alias, String kind, Map<String, Setting> properties, String key) {
    Setting setting = properties.get(key);
    return setting == null ? alias + "." + kind + "." + key : setting.key();
  }

  private static String shown(Setting setting, int value) {
    return setting != null && setting.isProvided() ? Secrets.HIDDEN : value + " ms";
  }

  private static int number(String kind, Map<String, Setting> properties, String key) {
    Setting setting = properties.get(key);
    return setting == null
        ? DEFAULTS.get(kind + "." + key)
        : (Integer) ConfigDef.parseType(key, setting.value(), ConfigDef.Type.INT);
  }

  private static Optional<String> byKafka(
      String alias, String kind, Map<String, Setting> properties) {
    Map<String, Object> values = new HashMap<>();
    properties.forEach((key, setting) -> values.put(key, setting.value().trim()));
    try {
      switch (kind) {
        case "consumer" -> {
          values.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, BYTES_IN);
          values.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, BYTES_IN);
          new ConsumerConfig(values);
        }
        case "producer" -> {
          values.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, BYTES_OUT);
          values.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, BYTES_OUT);
          new ProducerConfig(values);
        }
        default -> new AdminClientConfig(values);
      }
      return Optional.empty();
    } catch (ConfigException e) {
      return Optional.of(
          "cluster %s: keys of its %s client contradict each other%s"
              .formatted(alias, kind, mayBeShown(e, properties) ? ": " + e.getMessage() : ""));
    }
  }

  private static boolean mayBeShown(ConfigException e, Map<String, Setting> properties) {
    return properties.values().stream()
        .filter(each -> Secrets.isSecret(each.key()) || !each.written().equals(each.value()))
        .noneMatch(each -> e.getMessage().contains(each.value().trim()));
  }
}
