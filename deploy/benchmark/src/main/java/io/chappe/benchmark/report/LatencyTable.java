package io.chappe.benchmark.report;

import io.chappe.benchmark.run.Latency;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Latencies at one rate, by contender. */
public final class LatencyTable {
  private final int rate;
  private final Map<String, List<Latency.Result>> runs = new LinkedHashMap<>();

  /**
   * @param rate records a second
   */
  public LatencyTable(int rate) {
    this.rate = rate;
  }

  public int rate() {
    return rate;
  }

  /** Takes a run of a contender. */
  public void add(String contender, Latency.Result run) {
    runs.computeIfAbsent(contender, name -> new ArrayList<>()).add(run);
  }

  /** The median of the runs' percentiles, milliseconds. */
  public OptionalDouble millis(String contender, double percentile) {
    return Optional.ofNullable(runs.get(contender))
        .map(
            some ->
                OptionalDouble.of(
                    Medians.of(some, run -> run.micros().getValueAtPercentile(percentile) / 1e3)))
        .orElse(OptionalDouble.empty());
  }

  /** The head of the table that all rates share. */
  public static String head() {
    return """
        | records/s | who | p50 ms | p99 ms | p99.9 ms | CPU, % of a core | missing |
        | ---: | --- | ---: | ---: | ---: | ---: | ---: |
        """;
  }

  /** A line for each contender. */
  public String lines() {
    StringBuilder lines = new StringBuilder();
    runs.forEach(
        (contender, some) ->
            lines.append(
                String.format(
                    Locale.ROOT,
                    "| %d | %s | %.1f | %.1f | %.1f | %.0f | %d |%n",
                    rate,
                    contender,
                    millis(contender, 50).orElseThrow(),
                    millis(contender, 99).orElseThrow(),
                    millis(contender, 99.9).orElseThrow(),
                    100 * Medians.of(some, Latency.Result::cpu),
                    some.stream().mapToLong(Latency.Result::missing).sum())));
    return lines.toString();
  }
}
