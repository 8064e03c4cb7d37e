package io.chappe.demo.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {

  @Test
  void readsNamesLabelsAndValues() {
    String page =
        """
        # HELP up Whether it is up
        # TYPE up gauge
        up 1.0
        chappe_records_total{source="us",target="eu",topic="orders",} 1.5E3
        spaced{a="x"} 3 1700000000000
        """;

    assertThat(PrometheusText.parse(page))
        .isEqualTo(
            Map.of(
                new Series("up", Map.of()),
                1.0,
                new Series(
                    "chappe_records_total",
                    Map.of("source", "us", "target", "eu", "topic", "orders")),
                1500.0,
                new Series("spaced", Map.of("a", "x")),
                3.0));
  }

  @Test
  void readsEscapesInLabels() {
    assertThat(PrometheusText.parse("m{a=\"x\\\"},\\\\ \\ny\",b=\"\"} 2"))
        .containsExactly(Map.entry(new Series("m", Map.of("a", "x\"},\\ \ny", "b", "")), 2.0));
  }

  @Test
  void readsInfinityAndNotANumber() {
    assertThat(PrometheusText.parse("a +Inf\nb -Inf\nc NaN").values())
        .containsExactly(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN);
  }

  @Test
  void skipsWhatIsNoSample() {
    assertThat(PrometheusText.parse("\n<html>\nname{open=\"\nname{=} \nname\n")).isEmpty();
  }
}
