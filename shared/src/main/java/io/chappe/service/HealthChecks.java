package io.chappe.service;

import io.chappe.status.FlowStatus;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * The three health checks. A broker that is away shows in the data of readiness only: a restart
 * would not bring it back, and an instance that is not ready could not say what is wrong.
 */
public class HealthChecks {

  /** Down only when a loop of ours is stuck. */
  @Produces
  @Singleton
  @Liveness
  HealthCheck loops(LoopWatch loops) {
    return () -> {
      HealthCheckResponseBuilder response =
          HealthCheckResponse.named("loops").status(loops.stuck().isEmpty());
      loops.watched().forEach(name -> response.withData(name, "turning"));
      loops.stuck().forEach(name -> response.withData(name, "stuck"));
      return response.build();
    };
  }

  /** Up once started; the data says how each flow does, or what the start waits for. */
  @Produces
  @Singleton
  @Readiness
  HealthCheck flows(ServiceLifecycle lifecycle) {
    return () -> {
      HealthCheckResponseBuilder response =
          HealthCheckResponse.named("flows").status(lifecycle.isStarted());
      lifecycle.statuses().values().stream()
          .map(FlowStatus::state)
          .max(Comparator.naturalOrder())
          .ifPresent(worst -> response.withData("state", worst.name()));
      lifecycle.waitingFor().ifPresent(what -> response.withData("state", what));
      lifecycle.statuses().forEach((flow, status) -> add(response, flow.toString(), status));
      return response.build();
    };
  }

  private static void add(HealthCheckResponseBuilder response, String flow, FlowStatus status) {
    response.withData(flow, status.state().name());
    if (!status.lastError().isEmpty()) {
      response.withData(flow + " last error", status.lastError());
    }
    for (Map.Entry<String, String> detail : status.details().entrySet()) {
      response.withData(flow + " " + detail.getKey(), detail.getValue());
    }
  }

  /**
   * Up once the configuration is read and the loops are started, or wait for the home cluster: a
   * restart would not bring that back.
   */
  @Produces
  @Singleton
  @Startup
  HealthCheck started(ServiceLifecycle lifecycle) {
    return () ->
        HealthCheckResponse.named("started")
            .status(lifecycle.isStarted() || lifecycle.waitingFor().isPresent())
            .build();
  }
}
