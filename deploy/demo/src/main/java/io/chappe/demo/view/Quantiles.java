package io.chappe.demo.view;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Estimates quantiles from the cumulative buckets of a Prometheus histogram. */
final class Quantiles {
  private final SortedMap<Double, Double> countByUpperBound = new TreeMap<>();

  /** Adds observations: {@code count} of at most {@code upperBound}. */
  void add(double upperBound, double count) {
    countByUpperBound.merge(upperBound, count, Double::sum);
  }

  /** Adds everything of another histogram with the same buckets. */
  void addAll(Quantiles other) {
    other.countByUpperBound.forEach(this::add);
  }

  /**
   * The value below which a share of the observations lies, interpolated within its bucket as
   * Prometheus does; NaN when there are none.
   *
   * @param share 0 to 1
   */
  double quantile(double share) {
    double total = countByUpperBound.isEmpty() ? 0 : countByUpperBound.get(lastBound());
    if (!(total > 0)) {
      return Double.NaN;
    }
    double wanted = share * total;
    double lowerBound = 0;
    double below = 0;
    for (Map.Entry<Double, Double> bucket : countByUpperBound.entrySet()) {
      if (bucket.getValue() >= wanted) {
        return Double.isInfinite(bucket.getKey())
            ? lowerBound
            : interpolate(lowerBound, bucket.getKey(), below, bucket.getValue(), wanted);
      }
      lowerBound = bucket.getKey();
      below = bucket.getValue();
    }
    return lowerBound;
  }

  private double lastBound() {
    return countByUpperBound.lastKey();
  }

  private static double interpolate(
      double lowerBound, double upperBound, double below, double upTo, double wanted) {
    double within = upTo > below ? (wanted - below) / (upTo - below) : 1;
    return lowerBound + (upperBound - lowerBound) * within;
  }
}
