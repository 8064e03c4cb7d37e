package io.chappe.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class GarbageCollectionsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void runsOfAllCollectorsAreCounted() {
    new GarbageCollections().bindTo(registry);
    double before = runs();

    System.gc();

    assertThat(runs()).isGreaterThan(before);
  }

  private double runs() {
    return registry.find("jvm.gc.collection").functionTimers().stream()
        .mapToDouble(FunctionTimer::count)
        .sum();
  }
}
