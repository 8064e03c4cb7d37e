package io.chappe.demo.view;

import java.util.Map;

/**
 * What one look at one service has shown.
 *
 * @param nanos when, by {@link System#nanoTime()}
 * @param health {@code UP}, {@code DOWN}, or {@code no answer} when it can't be reached
 * @param healthData what its health checks tell, by name: states and last errors of flows
 * @param samples all its metrics
 * @param residentBytes its memory as the operating system sees it; NaN when not known
 */
record Scrape(
    long nanos,
    String health,
    Map<String, String> healthData,
    Map<Series, Double> samples,
    double residentBytes) {
  static final String NO_ANSWER = "no answer";

  static Scrape unanswered(long nanos) {
    return new Scrape(nanos, NO_ANSWER, Map.of(), Map.of(), Double.NaN);
  }
}
