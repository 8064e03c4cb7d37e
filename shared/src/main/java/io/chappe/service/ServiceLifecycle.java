package io.chappe.service;

import io.chappe.config.ChappeConfig;
import io.chappe.config.EffectiveConfiguration;
import io.chappe.config.FlowId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops the service: reads the configuration, logs it, starts the one {@link
 * FlowService}; on SIGTERM closes it. A configuration that can't be used ends the start with its
 * exception, which {@link Main} explains.
 */
@Singleton
public class ServiceLifecycle {
  /** How long closing may take. Less than the ten seconds within which the process must be gone. */
  public static final Duration CLOSE_LIMIT = Duration.ofSeconds(8);

  private static final Logger LOGGER = LoggerFactory.getLogger(ServiceLifecycle.class);

  private final Instance<ChappeConfig> configuration;
  private final Instance<FlowService> services;
  private volatile FlowService started;

  ServiceLifecycle(Instance<ChappeConfig> configuration, Instance<FlowService> services) {
    this.configuration = configuration;
    this.services = services;
  }

  void start(@Observes StartupEvent event) {
    ChappeConfig read = configuration.get();
    EffectiveConfiguration.lines(read).forEach(line -> LOGGER.info("configuration: {}", line));
    read.warnings().forEach(warning -> LOGGER.warn("configuration: {}", warning));
    FlowService service = services.get();
    service.start();
    started = service;
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    FlowService service = started;
    if (service == null) {
      return;
    }
    Thread closing = Thread.ofPlatform().name("chappe-close").daemon().start(service::close);
    if (!closing.join(CLOSE_LIMIT)) {
      LOGGER.warn("not closed in time, leaving anyway: limit={}", CLOSE_LIMIT);
    }
  }

  /** Whether the configuration is read and the loops are started. */
  public boolean isStarted() {
    return started != null;
  }

  /** The flows' states; empty before the start. */
  public Map<FlowId, FlowStatus> statuses() {
    FlowService service = started;
    return service == null ? Map.of() : service.statuses();
  }
}
