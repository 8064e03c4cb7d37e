package io.chappe.acceptance.soak;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Figures at the beginning, in the middle and at the end, and how much they may have grown. */
final class Growth {
  /**
   * How much a figure may grow.
   *
   * @param factor of its value at the beginning
   * @param more added to that
   */
  record Bound(double factor, double more) {
    static final Bound NONE = new Bound(0, Double.POSITIVE_INFINITY);

    double of(double beginning) {
      return factor * beginning + more;
    }
  }

  private final List<Map<String, Double>> moments = new ArrayList<>();

  /** Notes the figures of a moment, by name. */
  void add(SequencedMap<String, Double> figures) {
    moments.add(new LinkedHashMap<>(figures));
  }

  /** The figures that have grown too much, in words. */
  List<String> excesses(Map<String, Bound> bounds) {
    List<String> excesses = new ArrayList<>();
    bounds.forEach(
        (name, bound) -> {
          double limit = bound.of(moments.getFirst().get(name));
          double end = moments.getLast().get(name);
          if (end > limit) {
            excesses.add("%s: %.0f, more than %.0f".formatted(name, end, limit));
          }
        });
    return excesses;
  }

  /** A table of all figures. */
  String markdown(Map<String, Bound> bounds) {
    StringBuilder text = new StringBuilder("| | beginning | middle | end | at most |\n");
    text.append("| --- | --- | --- | --- | --- |\n");
    moments
        .getFirst()
        .forEach(
            (name, beginning) -> {
              text.append("| ").append(name);
              moments.forEach(each -> text.append(" | ").append(number(each.get(name))));
              double limit = bounds.getOrDefault(name, Bound.NONE).of(beginning);
              text.append(" | ").append(Double.isInfinite(limit) ? "" : number(limit));
              text.append(" |\n");
            });
    return text.toString();
  }

  private static String number(double value) {
    return "%,.0f".formatted(value);
  }
}
