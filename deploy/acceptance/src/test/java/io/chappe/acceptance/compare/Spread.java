package io.chappe.acceptance.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Smallest, median and largest of some measured values. */
final class Spread {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  void addAll(Spread others) {
    values.addAll(others.values);
  }

  double smallest() {
    return Collections.min(values);
  }

  String text(String format) {
    if (values.isEmpty()) {
      return "none";
    }
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return (format + " / " + format + " / " + format)
        .formatted(sorted.getFirst(), sorted.get(sorted.size() / 2), sorted.getLast())
        .toLowerCase(Locale.ROOT);
  }
}
