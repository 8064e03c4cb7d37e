package io.chappe.acceptance.footprint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Linux tells of a running process.
 *
 * @param pid its id
 */
record ProcessFigures(long pid) {
  private static final double TICKS_A_SECOND = 100;
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  /** Memory that is resident now, in MiB. */
  double residentMib() {
    return mib("VmRSS:");
  }

  /** The most that was ever resident, in MiB. */
  double mostResidentMib() {
    return mib("VmHWM:");
  }

  /** CPU time so far, of all its threads, in seconds. */
  double cpuSeconds() {
    String stat = read("stat");
    // The name before the parenthesis may have spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
        / TICKS_A_SECOND;
  }

  private double mib(String key) {
    return read("status")
        .lines()
        .filter(line -> line.startsWith(key))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
