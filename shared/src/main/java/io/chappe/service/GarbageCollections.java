package io.chappe.service;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * How often each garbage collector has run, and for how long. Micrometer's own figures come from
 * notifications, which native executables don't have.
 */
@Singleton
public class GarbageCollections implements MeterBinder {
  @Override
  public void bindTo(MeterRegistry registry) {
    ManagementFactory.getGarbageCollectorMXBeans()
        .forEach(
            collector ->
                FunctionTimer.builder(
                        "jvm.gc.collection",
                        collector,
                        GarbageCollectorMXBean::getCollectionCount,
                        GarbageCollectorMXBean::getCollectionTime,
                        TimeUnit.MILLISECONDS)
                    .tag("collector", collector.getName())
                    .description("Runs of a garbage collector and the time in them")
                    .register(registry));
  }
}
