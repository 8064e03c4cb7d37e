package io.chappe.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.chappe.acceptance.manifests.KedaTrigger;
import io.chappe.testing.FreePorts;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What KEDA's metrics-api scaler does: asks what the manifests say, starts a replicator where that
 * is above the activation value and none runs, and ends it when it hasn't been for a while. While
 * it gets no number it leaves everything as it is. It knows nothing of Chappe.
 */
final class Autoscaler implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(15);
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Looks without a value above it before the instance is ended: KEDA's cooldown. */
  private static final int COOLDOWN = 10;

  private final KedaTrigger trigger;
  private final ServiceProcess asked;
  private final Path configuration;
  private final AtomicInteger starts = new AtomicInteger();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Future<?> looking;
  private volatile Optional<ServiceProcess> instance = Optional.empty();
  private int calm;

  /**
   * @param asked stands where the trigger's URL leads to
   */
  Autoscaler(KedaTrigger trigger, ServiceProcess asked, Path configuration) {
    this.trigger = trigger;
    this.asked = asked;
    this.configuration = configuration;
    this.looking =
        clock.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean isAtZero() {
    if (looking.state() == Future.State.FAILED) {
      throw new IllegalStateException(looking.exceptionNow());
    }
    return instance.isEmpty();
  }

  /** How often an instance was started. */
  int starts() {
    return starts.get();
  }

  private void look() {
    OptionalDouble value = value();
    if (value.isEmpty()) {
      return;
    }
    calm = value.getAsDouble() > trigger.activation() ? 0 : calm + 1;
    if (calm == 0 && instance.isEmpty()) {
      starts.incrementAndGet();
      int port = FreePorts.find(1).getFirst();
      instance = Optional.of(ServiceProcess.start(Service.REPLICATOR, configuration, port));
    } else if (calm >= COOLDOWN && instance.isPresent()) {
      instance.get().sigterm();
      instance.get().awaitExit(EXIT_LIMIT);
      instance.get().close();
      instance = Optional.empty();
    }
  }

  /** Anything but a number is an error. */
  private OptionalDouble value() {
    HttpResponse<String> answer = asked.ask(trigger.url().getRawPath(), Optional.empty());
    if (answer.statusCode() != 200) {
      return OptionalDouble.empty();
    }
    try {
      JsonNode value = MAPPER.readTree(answer.body()).path(trigger.valueLocation());
      if (!value.isNumber()) {
        throw new IllegalStateException(answer.body());
      }
      return OptionalDouble.of(value.asDouble());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(answer.body(), e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    try {
      clock.awaitTermination(EXIT_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    instance.ifPresent(ServiceProcess::close);
  }
}
