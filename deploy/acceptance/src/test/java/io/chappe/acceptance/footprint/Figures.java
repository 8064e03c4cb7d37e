package io.chappe.acceptance.footprint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured, by row of the table and contender, several times each. */
final class Figures {
  private final Map<String, Map<Contender, List<Double>>> rows = new LinkedHashMap<>();

  void add(String row, Contender contender, double value) {
    rows.computeIfAbsent(row, name -> new EnumMap<>(Contender.class))
        .computeIfAbsent(contender, of -> new ArrayList<>())
        .add(value);
  }

  /** A table with the medians. */
  String markdown(List<Contender> contenders) {
    StringBuilder text = new StringBuilder("|");
    contenders.forEach(each -> text.append(" | ").append(each.title()));
    text.append(" |\n| ---").append(" | ---".repeat(contenders.size())).append(" |\n");
    rows.forEach(
        (row, values) -> {
          text.append("| ").append(row);
          contenders.forEach(each -> text.append(" | ").append(median(values.get(each))));
          text.append(" |\n");
        });
    return text.toString();
  }

  private static String median(List<Double> values) {
    if (values == null) {
      return "";
    }
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    double median = sorted.get(sorted.size() / 2);
    return median < 10 ? "%.2f".formatted(median) : "%,.0f".formatted(median);
  }
}
