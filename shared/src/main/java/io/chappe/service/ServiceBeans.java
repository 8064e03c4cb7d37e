package io.chappe.service;

import io.chappe.config.ChappeConfig;
import io.chappe.config.ClientSettings;
import io.chappe.config.live.ConfigSources;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.control.LiveConfiguration;
import io.quarkus.runtime.annotations.CommandLineArguments;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The plain objects that every service may have injected. */
public class ServiceBeans {

  /** The configuration as it is now; the file is read when this is first asked for. */
  @Produces
  @Singleton
  LiveConfiguration liveConfiguration(
      @CommandLineArguments String[] arguments,
      @ConfigProperty(name = "chappe.config") Optional<String> setting,
      Instance<ConfigCheck> checks) {
    ServiceArguments parsed = ServiceArguments.parse(List.of(arguments), setting);
    Path file = parsed.file();
    ChappeConfig config = ConfigLoader.load(file, System.getenv(), parsed.onlyClusters());
    ConfigSources sources =
        new ConfigSources(
            ConfigLoader.readFile(file).lines(), System.getenv(), Map.of(), parsed.onlyClusters());
    return new LiveConfiguration(
        file,
        sources,
        config,
        next -> {
          checks.forEach(check -> check.check(next));
          return next;
        });
  }

  /** What runs when it is asked for. */
  @Produces
  ChappeConfig configuration(LiveConfiguration live) {
    return live.config();
  }

  @Produces
  @Singleton
  LoopWatch loopWatch() {
    return new LoopWatch(System::nanoTime);
  }

  /** How the channel of {@code chappe.status.internal} reaches the home cluster. */
  @Produces
  @Singleton
  @Identifier("chappe-home-producer") Map<String, Object> homeProducer(LiveConfiguration live) {
    Map<String, Object> properties = properties(home(live).producer(), "chappe-status");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    return properties;
  }

  private static ClientSettings home(LiveConfiguration live) {
    return live.config().clusters().get(live.config().home());
  }

  private static Map<String, Object> properties(Map<String, String> configured, String clientId) {
    Map<String, Object> properties = new HashMap<>(configured);
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
    properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return properties;
  }
}
