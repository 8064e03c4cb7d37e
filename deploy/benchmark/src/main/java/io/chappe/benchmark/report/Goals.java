package io.chappe.benchmark.report;

import io.chappe.benchmark.run.Scale;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What Chappe is to reach, and what it did reach. */
public final class Goals {
  private static final String TUNED = "MM2, tuned";
  private static final String NATIVE = "Chappe, native";
  private static final String JVM = "Chappe, JVM";

  private final StringBuilder text = new StringBuilder();

  /** The table of the goals that these runs say something about. */
  public static String table(
      List<CopyTable> copies, List<LatencyTable> latencies, List<ScaleTable> scales) {
    Goals goals = new Goals();
    goals.text.append("| goal | reached, native | reached, JVM |\n| --- | ---: | ---: |\n");
    for (CopyTable each : copies) {
      goals.copies(each);
    }
    for (LatencyTable each : latencies) {
      String rate = each.rate() + " records/s: p99 at most half of MM2's, tuned";
      goals.line(rate, ratio(each, NATIVE), ratio(each, JVM));
    }
    scales.stream().filter(each -> each.partitions() == 10_000).forEach(goals::partitions);
    return goals.text.toString();
  }

  private void copies(CopyTable table) {
    switch (table.workload().name()) {
      case "lz4, 16 KiB", "snappy, 16 KiB" -> cpu(table, 10);
      case "lz4, 128 KiB" -> cpu(table, 15);
      case "zstd, 128 KiB" -> cpu(table, 20);
      case "none, 16 KiB" -> {
        cpu(table, 8);
        memory(table);
      }
      case "none, 1 record a batch", "lz4, 1 record a batch" -> {
        cpu(table, 1);
        speed(table);
      }
      case "lz4, 16 KiB, catch-up" -> limit(table);
      default -> {
        // Nothing was asked for.
      }
    }
  }

  private void partitions(ScaleTable table) {
    line(
        "10,000 partitions: at most 256 MiB, native",
        figure(table.median(NATIVE, Scale.Result::peakMebibytes), "%.0f MiB"),
        figure(table.median(JVM, Scale.Result::peakMebibytes), "%.0f MiB"));
    line(
        "10,000 partitions: at most 5 % of a core when idle",
        figure(table.median(NATIVE, run -> 100 * run.idleCpu()), "%.1f %%"),
        figure(table.median(JVM, run -> 100 * run.idleCpu()), "%.1f %%"));
  }

  private static String figure(OptionalDouble figure, String format) {
    return figure.isEmpty() ? "-" : String.format(Locale.ROOT, format, figure.getAsDouble());
  }

  private void cpu(CopyTable table, int times) {
    line(
        table.workload().name() + ": CPU at most 1/" + times + " of MM2's, tuned",
        below(table.cpu(TUNED), table.cpu(NATIVE)),
        below(table.cpu(TUNED), table.cpu(JVM)));
  }

  private void memory(CopyTable table) {
    line(
        "peak memory, native, at most 1/8 of MM2's, tuned",
        below(table.peak(TUNED), table.peak(NATIVE)),
        below(table.peak(TUNED), table.peak(JVM)));
    line(
        "first record, native, after at most 1/10 of MM2's time",
        below(table.first(TUNED), table.first(NATIVE)),
        below(table.first(TUNED), table.first(JVM)));
  }

  private void speed(CopyTable table) {
    line(
        table.workload().name() + ": not slower than MM2, tuned",
        times(table.speed(NATIVE), table.speed(TUNED)),
        times(table.speed(JVM), table.speed(TUNED)));
  }

  private void limit(CopyTable table) {
    line(
        table.workload().name() + ": at least 95 % of the limit",
        percent(table.speed(NATIVE), table.limit()),
        percent(table.speed(JVM), table.limit()));
  }

  private void line(String goal, String nativeOne, String jvm) {
    text.append("| %s | %s | %s |%n".formatted(goal, nativeOne, jvm));
  }

  private static String ratio(LatencyTable table, String contender) {
    OptionalDouble own = table.millis(contender, 99);
    OptionalDouble tuned = table.millis(TUNED, 99);
    return own.isEmpty() || tuned.isEmpty()
        ? "-"
        : String.format(
            Locale.ROOT,
            "%.1f ms, 1/%.1f",
            own.getAsDouble(),
            tuned.getAsDouble() / own.getAsDouble());
  }

  private static String below(OptionalDouble theirs, OptionalDouble ours) {
    return theirs.isEmpty() || ours.isEmpty()
        ? "-"
        : String.format(Locale.ROOT, "1/%.1f", theirs.getAsDouble() / ours.getAsDouble());
  }

  private static String times(OptionalDouble ours, OptionalDouble theirs) {
    return theirs.isEmpty() || ours.isEmpty()
        ? "-"
        : String.format(Locale.ROOT, "%.1f times", ours.getAsDouble() / theirs.getAsDouble());
  }

  private static String percent(OptionalDouble ours, OptionalDouble limit) {
    return limit.isEmpty() || ours.isEmpty()
        ? "-"
        : String.format(Locale.ROOT, "%.0f %%", 100 * ours.getAsDouble() / limit.getAsDouble());
  }
}
