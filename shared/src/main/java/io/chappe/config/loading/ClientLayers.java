package io.chappe.config.loading;

import io.chappe.config.ClientSettings;
import io.chappe.config.keys.ClientKeys;
import io.chappe.naming.FlowId;
import io.chappe.tls.ReloadingSslEngineFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SslConfigs;

/**
 * Lays the client keys of the file over each other, in MM2's order. From the lowest:
 *
 * <ol>
 *   <li>how clusters are reached: without prefix, then {@code <alias>.}, and for the clients of a
 *       flow {@code <flow>.source.cluster.} or {@code <flow>.target.cluster.}, which only counts
 *       where the other two say nothing
 *   <li>{@code <flow>.consumer.} and the like
 *   <li>{@code <alias>.consumer.} and the like
 *   <li>{@code <flow>.source.consumer.} and the like
 * </ol>
 *
 * <p>The producer of the data is another one in MM2: over the cluster's layers comes {@code
 * <flow>.producer.override.}.
 *
 * <p>Clients with TLS get our {@link ReloadingSslEngineFactory}, unless the file names another.
 */
final class ClientLayers {
  private final Settings settings;
  private final Set<String> hidden;
  private final ClientCheck check;

  /**
   * @param hidden gets the keys, as {@link EffectiveConfiguration} has them, of values that a
   *     config provider filled in
   */
  ClientLayers(Settings settings, Set<String> hidden, Findings findings) {
    this.settings = settings;
    this.hidden = hidden;
    this.check = new ClientCheck(findings);
  }

  /** How a cluster is reached outside any flow. */
  ClientSettings ofCluster(String alias) {
    return clientSettings(
        alias, alias, ofKind(alias, "consumer"), ofKind(alias, "producer"), ofKind(alias, "admin"));
  }

  /** How a flow reaches its source. */
  ClientSettings ofSource(FlowId flow) {
    return clientSettings(
        flow.source(),
        flow + ".source",
        ofSide(flow, "source", flow.source(), "consumer"),
        ofSide(flow, "source", flow.source(), "producer"),
        ofSide(flow, "source", flow.source(), "admin"));
  }

  /** How a flow reaches its target. */
  ClientSettings ofTarget(FlowId flow) {
    Map<String, Setting> dataProducer = ofKind(flow.target(), "producer");
    dataProducer.putAll(settings.withPrefix(flow + ".producer.override."));
    return clientSettings(
        flow.target(),
        flow + ".target",
        ofSide(flow, "target", flow.target(), "consumer"),
        dataProducer,
        ofSide(flow, "target", flow.target(), "admin"));
  }

  private Map<String, Setting> ofSide(FlowId flow, String side, String alias, String kind) {
    Map<String, Setting> layers = new LinkedHashMap<>();
    settings
        .withPrefix(flow + "." + side + ".cluster.")
        .forEach(
            (key, setting) -> {
              if (ClientKeys.OF_CLUSTER.contains(key)) {
                layers.put(key, setting);
              }
            });
    layers.putAll(settings.withPrefix(flow + "." + kind + "."));
    layers.putAll(ofKind(alias, kind));
    layers.putAll(settings.withPrefix(flow + "." + side + "." + kind + "."));
    layers.keySet().removeIf(key -> key.startsWith("override.")); // the data producer's
    return layers;
  }

  private Map<String, Setting> ofKind(String alias, String kind) {
    Map<String, Setting> layers = new LinkedHashMap<>();
    for (String key : ClientKeys.OF_CLUSTER) {
      settings
          .get(alias + "." + key)
          .or(() -> settings.get(key))
          .ifPresent(setting -> layers.put(key, setting));
    }
    layers.putAll(settings.withPrefix(alias + "." + kind + "."));
    return layers;
  }

  private ClientSettings clientSettings(
      String alias,
      String shownAs,
      Map<String, Setting> consumer,
      Map<String, Setting> producer,
      Map<String, Setting> admin) {
    return new ClientSettings(
        alias,
        finished(alias, shownAs, "consumer", consumer),
        finished(alias, shownAs, "producer", producer),
        finished(alias, shownAs, "admin", admin));
  }

  private Map<String, String> finished(
      String alias, String shownAs, String kind, Map<String, Setting> layers) {
    layers.keySet().removeAll(ClientKeys.OWNED);
    check.check(alias, kind, layers);
    Map<String, String> properties = new TreeMap<>();
    layers.forEach(
        (key, setting) -> {
          properties.put(key, setting.value().trim());
          if (setting.isProvided()) {
            hidden.add(shownAs + "." + kind + "." + key);
          }
        });
    String protocol = properties.getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "");
    if (protocol.toUpperCase(Locale.ROOT).endsWith("SSL")) {
      properties.putIfAbsent(
          SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, ReloadingSslEngineFactory.class.getName());
    }
    return properties;
  }
}
