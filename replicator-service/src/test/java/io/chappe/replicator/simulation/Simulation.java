package io.chappe.replicator.simulation;

import io.chappe.replicator.copy.port.BatchAppender;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Runs worlds, one for each seed, until one breaks an invariant.
 *
 * @param faults what befalls them
 * @param flaw what is wrong with the processes in them: wraps their access to the target
 */
record Simulation(Faults faults, UnaryOperator<BatchAppender> flaw) {
  static final UnaryOperator<BatchAppender> SOUND = target -> target;

  /** A schedule that ended badly, and how it came to that. */
  record Failure(long seed, AssertionError error, String schedule) {
    @Override
    public String toString() {
      return "seed " + seed + ": " + error.getMessage() + "\n" + schedule;
    }
  }

  /**
   * Runs the worlds of some seeds; the first that breaks is run again with its schedule written
   * down.
   */
  Optional<Failure> firstFailure(long firstSeed, int seeds) {
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      try {
        new World(seed, false, faults, flaw).run();
      } catch (AssertionError e) {
        return Optional.of(traced(seed, e));
      }
    }
    return Optional.empty();
  }

  private Failure traced(long seed, AssertionError found) {
    World world = new World(seed, true, faults, flaw);
    try {
      world.run();
    } catch (AssertionError e) {
      return new Failure(seed, e, world.schedule.trace());
    }
    throw new IllegalStateException("seed " + seed + " gives another schedule each time", found);
  }
}
