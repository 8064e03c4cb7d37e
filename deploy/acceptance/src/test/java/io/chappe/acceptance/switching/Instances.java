package io.chappe.acceptance.switching;

import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The services of the run: one instance of each, and sometimes a second checkpoint-service. */
final class Instances implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(60);

  private final Path configuration;
  private final Map<Service, ServiceProcess> running = new EnumMap<>(Service.class);
  private Optional<ServiceProcess> second = Optional.empty();

  Instances(Path configuration) {
    this.configuration = configuration;
  }

  void start(Service service) {
    running.put(service, ServiceProcess.startReady(service, configuration));
  }

  /** Ends a service as an orchestrator does, or on the spot. */
  void stop(Service service, boolean onTheSpot) {
    stop(running.remove(service), onTheSpot);
  }

  private static void stop(ServiceProcess instance, boolean onTheSpot) {
    if (!onTheSpot) {
      instance.sigterm();
      instance.awaitExit(END);
    }
    instance.close();
  }

  /** Has the second checkpoint-service join, or leave. */
  void joinOrLeave(boolean onTheSpot) {
    if (second.isPresent()) {
      stop(second.get(), onTheSpot);
      second = Optional.empty();
    } else {
      second = Optional.of(ServiceProcess.startReady(Service.CHECKPOINT, configuration));
    }
  }

  boolean hasSecond() {
    return second.isPresent();
  }

  /** One that can be asked. */
  ServiceProcess checkpoint() {
    return running.get(Service.CHECKPOINT);
  }

  /** All that look at groups. */
  List<ServiceProcess> checkpoints() {
    List<ServiceProcess> all = new ArrayList<>();
    Optional.ofNullable(checkpoint()).ifPresent(all::add);
    second.ifPresent(all::add);
    return all;
  }

  /** What they wrote last, for the message of a failure. */
  String outputTails() {
    List<ServiceProcess> all = new ArrayList<>(running.values());
    second.ifPresent(all::add);
    return all.stream().map(ServiceProcess::outputTail).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    running.values().forEach(ServiceProcess::close);
    second.ifPresent(ServiceProcess::close);
  }
}
