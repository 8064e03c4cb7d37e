package io.chappe.demo.view;

import java.util.Map;

/**
 * What identifies one value of a metric: its name and all its labels.
 *
 * @param name such as {@code chappe_records_total}
 * @param labels by name; none is null
 */
public record Series(String name, Map<String, String> labels) {
  public Series {
    labels = Map.copyOf(labels);
  }

  /** A label's value, or an empty string when the series has no such label. */
  public String label(String label) {
    return labels.getOrDefault(label, "");
  }
}
