package io.chappe.demo.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QuantilesTest {
  private final Quantiles quantiles = new Quantiles();

  @Test
  void interpolatesWithinABucket() {
    quantiles.add(1, 10);
    quantiles.add(3, 20);
    quantiles.add(Double.POSITIVE_INFINITY, 20);

    assertThat(quantiles.quantile(0.25)).isEqualTo(0.5, within(1e-9));
    assertThat(quantiles.quantile(0.75)).isEqualTo(2, within(1e-9));
  }

  @Test
  void givesTheHighestBoundForWhatLiesBeyondIt() {
    quantiles.add(1, 1);
    quantiles.add(Double.POSITIVE_INFINITY, 10);

    assertThat(quantiles.quantile(0.99)).isEqualTo(1);
  }

  @Test
  void isUnknownWithoutObservations() {
    quantiles.add(1, 0);
    quantiles.add(Double.POSITIVE_INFINITY, 0);

    assertThat(quantiles.quantile(0.5)).isNaN();
    assertThat(new Quantiles().quantile(0.5)).isNaN();
  }
}
