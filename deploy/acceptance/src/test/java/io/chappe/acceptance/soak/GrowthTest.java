package io.chappe.acceptance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.soak.Growth.Bound;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static final Map<String, Bound> BOUNDS = Map.of("threads", new Bound(1, 8));

  private final Growth growth = new Growth();

  @Test
  void whatStaysWithinItsBoundIsNoExcess() {
    measure(20, 40, 28);

    assertThat(growth.excesses(BOUNDS)).isEmpty();
  }

  @Test
  void whatIsBeyondItsBoundAtTheEndIsNamed() {
    measure(20, 20, 29);

    assertThat(growth.excesses(BOUNDS)).containsExactly("threads: 29, more than 28");
  }

  @Test
  void theTableHasAllMomentsAndTheBoundIfThereIsOne() {
    measure(20, 21, 22);

    assertThat(growth.markdown(BOUNDS)).contains("| threads | 20 | 21 | 22 | 28 |");
    assertThat(growth.markdown(Map.of())).contains("| threads | 20 | 21 | 22 |  |");
  }

  private void measure(double... values) {
    for (double value : values) {
      SequencedMap<String, Double> figures = new LinkedHashMap<>();
      figures.put("threads", value);
      growth.add(figures);
    }
  }
}
