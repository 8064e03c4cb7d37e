package io.chappe.benchmark.report;

import io.chappe.benchmark.limit.Limit;
import io.chappe.benchmark.load.Content;
import io.chappe.benchmark.load.Workload;
import io.chappe.benchmark.run.CopyResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** The runs of one workload, by contender. */
public final class CopyTable {
  private static final double MEBI = 1024 * 1024;
  private static final double GIBI = 1024 * MEBI;

  private final Workload workload;
  private final Content original;
  private final Map<String, List<CopyResult>> runs = new LinkedHashMap<>();
  private final List<Limit> limits = new ArrayList<>();

  /**
   * @param original what is copied
   */
  public CopyTable(Workload workload, Content original) {
    this.workload = workload;
    this.original = original;
  }

  public Workload workload() {
    return workload;
  }

  /** Takes a run of a contender. */
  public void add(String contender, CopyResult run) {
    runs.computeIfAbsent(contender, name -> new ArrayList<>()).add(run);
  }

  /** Takes a measurement of what the brokers can do. */
  public void add(Limit limit) {
    limits.add(limit);
  }

  /** Payload, MiB a second. */
  public OptionalDouble speed(String contender) {
    return median(contender, run -> original.payloadBytes() / MEBI / run.seconds());
  }

  /** CPU seconds of the contender per GiB of payload, from the first record on. */
  public OptionalDouble cpu(String contender) {
    return median(contender, run -> run.cpuSeconds() / (original.payloadBytes() / GIBI));
  }

  /** Most resident memory, MiB. */
  public OptionalDouble peak(String contender) {
    return median(contender, CopyResult::peakMebibytes);
  }

  /** Seconds from the start to the first record. */
  public OptionalDouble first(String contender) {
    return median(contender, CopyResult::firstSeconds);
  }

  /** What whoever copies can reach at most, MiB of payload a second. */
  public OptionalDouble limit() {
    return limits.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Medians.of(limits, each -> payload(each, each.both())));
  }

  private double payload(Limit limit, double wireBytesPerSecond) {
    return wireBytesPerSecond / MEBI * original.payloadBytes() / limit.wireBytes();
  }

  private OptionalDouble median(String contender, ToDoubleFunction<CopyResult> figure) {
    return Optional.ofNullable(runs.get(contender))
        .map(some -> OptionalDouble.of(Medians.of(some, figure)))
        .orElse(OptionalDouble.empty());
  }

  /** The head of the table that all workloads share. */
  public static String head() {
    return """
        | data | who | MiB/s | records/s | CPU s per GiB | brokers' CPU s per GiB | first record after s | with CPU s | peak MiB | copy |
        | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
        """;
  }

  /** A line for each contender. */
  public String lines() {
    StringBuilder lines = new StringBuilder();
    runs.forEach((contender, some) -> lines.append(line(contender, some)));
    if (!limits.isEmpty()) {
      lines.append(
          String.format(
              Locale.ROOT,
              "| %s | *limit: fetch %.0f, append %.0f* | *%.0f* | | | | | | | |%n",
              workload.name(),
              Medians.of(limits, each -> payload(each, each.fetch())),
              Medians.of(limits, each -> payload(each, each.append())),
              limit().orElseThrow()));
    }
    return lines.toString();
  }

  private String line(String contender, List<CopyResult> some) {
    double gibibytes = original.payloadBytes() / GIBI;
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.0f | %.0f | %.2f | %.1f | %.1f | %.1f | %.0f | %s |%n",
        workload.name(),
        contender,
        speed(contender).orElseThrow(),
        original.records() / Medians.of(some, CopyResult::seconds),
        cpu(contender).orElseThrow(),
        Medians.of(some, CopyResult::brokerCpuSeconds) / gibibytes,
        first(contender).orElseThrow(),
        Medians.of(some, CopyResult::firstCpuSeconds),
        peak(contender).orElseThrow(),
        differences(some));
  }

  private static String differences(List<CopyResult> some) {
    TreeSet<String> all = new TreeSet<>();
    some.forEach(run -> all.add(run.difference().isEmpty() ? "equal" : run.difference()));
    return String.join("; ", all);
  }
}
