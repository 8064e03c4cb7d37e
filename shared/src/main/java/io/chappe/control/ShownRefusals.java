package io.chappe.control;

import io.chappe.config.OneLine;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Makes what is said of refused changes fit for a log and a status, however much there is of it.
 */
final class ShownRefusals {
  private static final int MOST_SOURCES = 100;
  private static final int MOST_PROBLEMS = 20;

  private ShownRefusals() {}

  /**
   * The first of them, each on one line.
   *
   * @param refused what is wrong, by source
   * @param isLast tells sources that are shown if the others leave room
   */
  static Map<String, List<String>> shown(
      Map<String, List<String>> refused, Predicate<String> isLast) {
    Map<String, List<String>> shown = new LinkedHashMap<>();
    refused.entrySet().stream()
        .sorted(Comparator.comparing(each -> isLast.test(each.getKey())))
        .limit(MOST_SOURCES)
        .forEach(each -> shown.put(each.getKey(), lines(each.getValue())));
    return shown;
  }

  private static List<String> lines(List<String> problems) {
    return problems.stream()
        .limit(MOST_PROBLEMS)
        .map(problem -> OneLine.of(problem, OneLine.OF_MESSAGE))
        .toList();
  }
}
