package io.chappe.config.keys;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.Login;
import org.apache.kafka.common.security.auth.SslEngineFactory;

/**
 * Client keys that name classes. They are looked for in Kafka's own way: on the class path, or
 * among those that a native executable was built with.
 */
public final class ClientClasses {
  /** What the classes must be; those of other keys are only looked for. */
  private static final Map<String, List<Class<?>>> KINDS =
      Map.of(
          "ssl.engine.factory.class", List.of(SslEngineFactory.class),
          "sasl.login.class", List.of(Login.class),
          "sasl.login.callback.handler.class", List.of(AuthenticateCallbackHandler.class),
          "sasl.client.callback.handler.class", List.of(AuthenticateCallbackHandler.class),
          "partitioner.class", List.of(Partitioner.class),
          "partition.assignment.strategy", List.of(ConsumerPartitionAssignor.class),
          "interceptor.classes", List.of(ConsumerInterceptor.class, ProducerInterceptor.class),
          "metric.reporters", List.of(MetricsReporter.class));

  private ClientClasses() {}

  /** What is wrong with the classes that a key names; empty if nothing is, or if it names none. */
  public static Optional<String> problem(String key, String value) {
    List<Class<?>> kinds = KINDS.get(key);
    if (kinds == null) {
      return Optional.empty();
    }
    return KeyType.NAMES.parse(value).stream()
        .filter(name -> kinds.stream().noneMatch(kind -> isThere(name, kind)))
        .findFirst()
        .map(name -> "there is no %s %s here".formatted(kinds.getFirst().getSimpleName(), name));
  }

  /** Whether there is a class of that name which is a {@code kind}. */
  public static boolean isThere(String name, Class<?> kind) {
    try {
      return ConfigDef.parseType("", name, ConfigDef.Type.CLASS) instanceof Class<?> found
          && kind.isAssignableFrom(found);
    } catch (ConfigException | LinkageError absent) {
      return false;
    }
  }
}
