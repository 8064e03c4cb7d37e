package io.chappe.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the operating system says that a process has used. */
public final class Resources {
  private static final double MEBI_PER_KIBI = 1 / 1024.0;

  private Resources() {}

  /** CPU seconds so far, in user and kernel mode; 0 for a process that has ended. */
  public static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /** The most memory that was ever resident, MiB. */
  public static double peakMebibytes(ProcessHandle process) {
    return status(process, "VmHWM:");
  }

  /** The memory that is resident now, MiB. */
  public static double residentMebibytes(ProcessHandle process) {
    return status(process, "VmRSS:");
  }

  /** Writing system calls so far. */
  public static long writes(ProcessHandle process) {
    return (long) number(process, "io", "syscw:");
  }

  private static double status(ProcessHandle process, String key) {
    return number(process, "status", key) * MEBI_PER_KIBI;
  }

  private static double number(ProcessHandle process, String file, String key) {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/" + file)).stream()
          .filter(line -> line.startsWith(key))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
