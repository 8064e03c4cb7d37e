package io.chappe.replicator.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The production code of a takeover in thousands of worlds, and the same with one rule of the
 * protocol broken.
 *
 * <p>More worlds by {@code -Dchappe.simulation.seeds=N}, others by {@code
 * -Dchappe.simulation.first=N}.
 */
class TakeoverSimulationTest {
  private static final Logger LOGGER = LoggerFactory.getLogger(TakeoverSimulationTest.class);
  private static final int SEEDS = Integer.getInteger("chappe.simulation.seeds", 120);

  /** Most flaws show within ten schedules, a map without a fence in one of some thousand. */
  private static final int RARE = 12_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long FIRST = Long.getLong("chappe.simulation.first", 1L);

  @ParameterizedTest
  @EnumSource
  void losesNothingAndWritesNothingTwice(Faults faults) {
    long start = THREADS.getCurrentThreadCpuTime();

    Optional<Simulation.Failure> failure =
        new Simulation(faults, Simulation.SOUND).firstFailure(FIRST, SEEDS);

    long cpuMs = (THREADS.getCurrentThreadCpuTime() - start) / 1_000_000;
    LOGGER.info(
        "simulation faults={} schedules={} perCpuSecond={}", faults, SEEDS, SEEDS * 1000L / cpuMs);
    assertThat(failure).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LEAVES_THE_MAP_UNFENCED")
  void findsWhatGoesWrongIfAnOwner(Flaw flaw) {
    Optional<Simulation.Failure> failure =
        new Simulation(Faults.NONE, flaw).firstFailure(FIRST, SEEDS);

    assertThat(failure).as("a schedule in which it goes wrong that an owner %s", flaw).isPresent();
    LOGGER.info("simulation flaw={} foundBySeed={}", flaw, failure.get().seed());
  }

  @Test
  void findsThatAMapWithoutAFenceGoesWrongNowAndThen() {
    assumeThat(SEEDS).as("-Dchappe.simulation.seeds").isGreaterThanOrEqualTo(RARE);

    assertThat(new Simulation(Faults.NONE, Flaw.LEAVES_THE_MAP_UNFENCED).firstFailure(FIRST, SEEDS))
        .isPresent();
  }
}
