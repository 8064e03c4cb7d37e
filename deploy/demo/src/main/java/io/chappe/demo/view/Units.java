package io.chappe.demo.view;

import java.util.Locale;

/** Writes numbers as people read them; what isn't known is a dash. */
final class Units {
  private static final String UNKNOWN = "-";
  // What is as large as this is written with one digit more, or in the next unit.
  private static final double ROUNDS_TO_10 = 9.95;
  private static final double ROUNDS_TO_1000 = 999.5;

  private Units() {}

  /** A count: 999, 12.3 k, 4.5 M. */
  static String count(double number) {
    return scaled(number, 1000, "", " k", " M", " G");
  }

  /** A count in a second. */
  static String rate(double perSecond) {
    return suffixed(count(perSecond), "/s");
  }

  /** Bytes: 512 B, 1.2 MiB. */
  static String bytes(double number) {
    return scaled(number, 1024, " B", " KiB", " MiB", " GiB");
  }

  /** Bytes in a second. */
  static String byteRate(double perSecond) {
    return suffixed(bytes(perSecond), "/s");
  }

  /** A short time: 0.8 ms, 12 ms, 1.4 s. */
  static String latency(double seconds) {
    if (Double.isNaN(seconds)) {
      return UNKNOWN;
    }
    double millis = seconds * 1000;
    return millis < ROUNDS_TO_1000 ? significant(millis) + " ms" : age(seconds);
  }

  /** A longer time: 0.4 s, 12 s, 3 min 5 s, 2 h 10 min. */
  static String age(double seconds) {
    if (Double.isNaN(seconds)) {
      return UNKNOWN;
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return significant(seconds) + " s";
    }
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole / 60 % 60 + " min";
  }

  /** A share as a percentage. */
  static String percent(double share) {
    return Double.isNaN(share) ? UNKNOWN : String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  private static String scaled(double number, double step, String... units) {
    if (Double.isNaN(number)) {
      return UNKNOWN;
    }
    double rest = number;
    int unit = 0;
    while (rest >= step - 0.5 && unit < units.length - 1) {
      rest /= step;
      unit++;
    }
    String digits = unit == 0 ? String.format(Locale.ROOT, "%.0f", rest) : significant(rest);
    return digits + units[unit];
  }

  private static String significant(double number) {
    return String.format(Locale.ROOT, number < ROUNDS_TO_10 ? "%.1f" : "%.0f", number);
  }

  private static String suffixed(String number, String suffix) {
    return number.equals(UNKNOWN) ? UNKNOWN : number + suffix;
  }
}
