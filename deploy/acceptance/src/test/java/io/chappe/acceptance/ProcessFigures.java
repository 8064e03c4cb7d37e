package io.chappe.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What Linux tells of a running process.
 *
 * @param pid its id
 */
public record ProcessFigures(long pid) {
  private static final double TICKS_A_SECOND = 100;
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  /** Memory that is resident now, in MiB. */
  public double residentMib() {
    return mib("VmRSS:");
  }

  /** The most that was ever resident, in MiB. */
  public double mostResidentMib() {
    return mib("VmHWM:");
  }

  /** CPU time so far, of all its threads, in seconds. */
  public double cpuSeconds() {
    String stat = read("stat");
    // The name before the parenthesis may have spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
        / TICKS_A_SECOND;
  }

  /** Threads that live now. */
  public double threads() {
    return number("Threads:");
  }

  /** Files, sockets and pipes that are open now. */
  public double descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double mib(String key) {
    return number(key) / 1024;
  }

  private double number(String key) {
    return read("status")
        .lines()
        .filter(line -> line.startsWith(key))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
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
