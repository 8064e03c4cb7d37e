package io.chappe.heartbeat.lag;

import io.chappe.service.LoopWatch;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The plain object behind metrics, API and page. Started and closed by the service. */
public class LagBeans {

  @Produces
  @Singleton
  LagObservers lags(MeterRegistry meters, LoopWatch loops) {
    return new LagObservers(meters, loops, InstantSource.system());
  }
}
