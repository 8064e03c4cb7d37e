package io.chappe.benchmark.report;

import io.chappe.benchmark.run.Scale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** What one number of partitions costs, by contender. */
public final class ScaleTable {
  private final int partitions;
  private final Map<String, List<Scale.Result>> runs = new LinkedHashMap<>();

  /**
   * @param partitions how many
   */
  public ScaleTable(int partitions) {
    this.partitions = partitions;
  }

  public int partitions() {
    return partitions;
  }

  /** Takes a run of a contender. */
  public void add(String contender, Scale.Result run) {
    runs.computeIfAbsent(contender, name -> new ArrayList<>()).add(run);
  }

  /** The median of a figure. */
  public OptionalDouble median(String contender, ToDoubleFunction<Scale.Result> figure) {
    return Optional.ofNullable(runs.get(contender))
        .map(some -> OptionalDouble.of(Medians.of(some, figure)))
        .orElse(OptionalDouble.empty());
  }

  /** The head of the table that all numbers share. */
  public static String head() {
    return """
        | partitions | who | all copied after s | CPU s | restarted: after s | CPU s | idle MiB | peak MiB | idle: CPU, %% of a core | both brokers | sends a second |
        | ---: | --- |%s
        """
        .formatted(" ---: |".repeat(9));
  }

  /** A line for each contender. */
  public String lines() {
    StringBuilder lines = new StringBuilder();
    runs.forEach(
        (contender, some) ->
            lines.append(
                String.format(
                    Locale.ROOT,
                    "| %d | %s | %.1f | %.1f | %.1f | %.1f | %.0f | %.0f | %.1f | %.1f | %.0f |%n",
                    partitions,
                    contender,
                    Medians.of(some, Scale.Result::startSeconds),
                    Medians.of(some, Scale.Result::startCpu),
                    Medians.of(some, Scale.Result::restartSeconds),
                    Medians.of(some, Scale.Result::restartCpu),
                    Medians.of(some, Scale.Result::residentMebibytes),
                    Medians.of(some, Scale.Result::peakMebibytes),
                    100 * Medians.of(some, Scale.Result::idleCpu),
                    100 * Medians.of(some, Scale.Result::idleBrokersCpu),
                    Medians.of(some, Scale.Result::sendsPerSecond))));
    return lines.toString();
  }
}
