package io.chappe.demo;

import io.chappe.demo.data.Arrivals;
import io.chappe.demo.data.Shop;
import io.chappe.naming.FlowId;
import java.util.List;
import java.util.Locale;

/** What came of it, counted by consumers on the targets. */
final class Summary {
  private Summary() {}

  /** One line a flow. */
  static List<String> lines(Shop shop) {
    return shop.arrivals().entrySet().stream()
        .map(entry -> line(shop, entry.getKey(), entry.getValue()))
        .toList();
  }

  private static String line(Shop shop, FlowId flow, Arrivals arrivals) {
    String counts =
        String.format(
            Locale.ROOT,
            "%s: %,d records produced, %,d arrived",
            flow,
            shop.produced(flow.source()),
            arrivals.count());
    return arrivals.count() == 0
        ? counts
        : counts
            + String.format(
                Locale.ROOT,
                "; from producer to consumer p50 %,d ms, p99 %,d ms",
                arrivals.ageMillis(50),
                arrivals.ageMillis(99));
  }
}
