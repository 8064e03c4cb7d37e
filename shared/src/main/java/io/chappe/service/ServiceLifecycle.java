package io.chappe.service;

import io.chappe.config.ChappeConfig;
import io.chappe.config.OneLine;
import io.chappe.config.loading.EffectiveConfiguration;
import io.chappe.control.LiveConfiguration;
import io.chappe.loop.Closes;
import io.chappe.naming.FlowId;
import io.chappe.naming.HomeTopics;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
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
 *
 * <pre>
 *   start -> overrides read -> flows run
 *         -> home cluster doesn't answer: waiting, nothing runs -> overrides read, or waited enough
 *            -> flows run
 * </pre>
 */
@Singleton
public class ServiceLifecycle {
  /** How long closing may take. Less than the ten seconds within which the process must be gone. */
  public static final Duration CLOSE_LIMIT = Duration.ofSeconds(8);

  private static final Logger LOGGER = LoggerFactory.getLogger(ServiceLifecycle.class);

  /** Before the channels: what is wrong with the configuration is to be said first. */
  private static final int FIRST = 10;

  private static final int LAST = 10_000;

  /** How long the start itself waits, as long as that is no trouble to anybody. */
  private static final Duration START_LIMIT = Duration.ofSeconds(3);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final LiveConfiguration live;
  private final Instance<FlowService> services;
  private final MeterRegistry scraped;
  private final HomeLink home;
  private volatile FlowService started;
  private volatile boolean channelsOpen;
  private volatile boolean waiting;
  private boolean stopping;

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
    if (home.awaitOverrides(START_LIMIT)) {
      begin();
      return;
    }
    LOGGER.warn("{}; nothing starts before it is read: reason={}", waitsFor(), home.problem());
    waiting = true;
    Thread.ofPlatform().daemon().name("chappe-start").start(this::beginLater);
  }

  private String waitsFor() {
    return "waiting for %s on %s".formatted(HomeTopics.CONFIG, live.config().home());
  }

  /** A flow that somebody has switched off must not copy because nobody can say so. */
  private void beginLater() {
    Optional<Duration> limit = live.config().homeWait();
    long begin = System.nanoTime();
    try {
      while (!home.awaitOverrides(LOOK)) {
        if (limit.isPresent() && System.nanoTime() - begin >= limit.get().toNanos()) {
          home.startWithout();
          break;
        }
      }
      begin();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      Main.explain(e, System.err);
      Quarkus.asyncExit(1);
    }
  }

  private synchronized void begin() {
    if (stopping) {
      return;
    }
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
    waiting = false;
    live.start(service::apply, service::progress);
  }

  /** Only now can the channels be asked for. */
  void opened(@Observes @Priority(LAST) StartupEvent event) {
    channelsOpen = true;
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    List<AutoCloseable> closes = new ArrayList<>(List.of(live));
    synchronized (this) {
      stopping = true;
      Optional.ofNullable(started).ifPresent(service -> closes.add(service::close));
    }
    Thread closing =
        Thread.ofPlatform()
            .name("chappe-close")
            .daemon()
            .start(() -> Closes.inOrder("service", closes));
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

  /** What the start waits for, if it does; nothing runs until then. */
  public Optional<String> waitingFor() {
    return waiting ? Optional.of(waitsFor()) : Optional.empty();
  }

  /** The flows' states; empty before the start. */
  public Map<FlowId, FlowStatus> statuses() {
    FlowService service = started;
    return service == null ? Map.of() : service.statuses();
  }
}
