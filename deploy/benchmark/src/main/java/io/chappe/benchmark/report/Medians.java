package io.chappe.benchmark.report;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** The middle of several runs. */
final class Medians {
  private Medians() {}

  /** The median of one figure of all runs; the upper one of two in the middle. */
  static <T> double of(Collection<T> runs, ToDoubleFunction<T> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
