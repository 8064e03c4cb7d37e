package io.chappe.service;

import io.chappe.config.ChappeConfig;
import io.chappe.config.EffectiveConfiguration;
import io.chappe.config.FlowId;
import io.chappe.config.OneLine;
import io.chappe.control.LiveConfiguration;
import io.chappe.loop.Closes;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
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

  /** Before the channels: what is wrong with the configuration is to be said first. */
  private static final int FIRST = 10;

  private static final int LAST = 10_000;

  private final LiveConfiguration live;
  private final Instance<FlowService> services;
  private final MeterRegistry scraped;
  private final HomeLink home;
  private volatile FlowService started;
  private volatile boolean channelsOpen;

  @SuppressWarnings("deprecation") // It is the registry that Quarkus has.
  ServiceLifecycle(
      LiveConfiguration live,
      Instance<FlowService> services,
      Instance<HomeChannels> channels,
      PrometheusMeterRegistry scraped,
      @ConfigProperty(name = "quarkus.application.name") String service,
      @ConfigProperty(name = "quarkus.application.version", defaultValue = "") String version) {
    this.live = live;
    this.services = services;
    this.scraped = scraped;
    this.home =
        new HomeLink(
            live,
            new StatusPublisher(
                service,
                instance(),
                version,
                live,
                () -> channelsOpen ? Optional.ofNullable(started) : Optional.empty(),
                (key, json) -> channels.get().publish(key, json).toCompletableFuture()));
  }

  private static String instance() {
    String host = System.getenv().getOrDefault("HOSTNAME", "");
    return (host.isEmpty() ? "local" : host) + "-" + ProcessHandle.current().pid();
  }

  void start(@Observes @Priority(FIRST) StartupEvent event) throws InterruptedException {
    home.start();
    live.applyTaken();
    ChappeConfig read = live.config();
    EffectiveConfiguration.lines(read)
        .forEach(line -> LOGGER.info("configuration: {}", OneLine.of(line, OneLine.OF_LOG)));
    Stream.concat(live.warningsAtStart().stream(), read.warnings().stream())
        .distinct()
        .forEach(warning -> LOGGER.warn("configuration: {}", OneLine.of(warning, OneLine.OF_LOG)));
    // Quarkus connects what is scraped with what is counted as well, but in some builds only after
    // the start: what was counted until then would be lost.
    Metrics.addRegistry(scraped);
    Gauge.builder("chappe.configuration.refused", live, LiveConfiguration::refusals)
        .description("Keys of the configuration topic, or the file, whose change was refused")
        .register(scraped);
    FlowService service = services.get();
    try {
      service.start();
    } catch (RuntimeException | Error e) {
      Closes.inOrder("service", List.of(service::close));
      throw e;
    }
    started = service;
    live.start(service::apply, service::progress);
  }

  /** Only now can the channels be asked for. */
  void opened(@Observes @Priority(LAST) StartupEvent event) {
    channelsOpen = true;
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    FlowService service = started;
    if (service == null) {
      return;
    }
    Thread closing =
        Thread.ofPlatform()
            .name("chappe-close")
            .daemon()
            .start(() -> Closes.inOrder("service", List.of(live, service::close)));
    Thread leaving = Thread.ofPlatform().name("chappe-leave").daemon().start(home::close);
    if (!closing.join(CLOSE_LIMIT)) {
      LOGGER.warn("not closed in time, leaving anyway: limit={}", CLOSE_LIMIT);
    }
    leaving.join(CLOSE_LIMIT);
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
