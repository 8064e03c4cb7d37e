package io.chappe.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void runsUntilInterruptedByDefault() {
    assertThat(Options.parse(List.of()))
        .isEqualTo(new Options(400, Optional.empty(), false, false));
  }

  @Test
  void takesAllOptions() {
    assertThat(Options.parse(List.of("--rate", "5000", "--duration", "30", "--plain", "--keep")))
        .isEqualTo(new Options(5000, Optional.of(Duration.ofSeconds(30)), true, true));
  }

  @Test
  void saysWhatIsWrongWithAnOption() {
    assertThatThrownBy(() -> Options.parse(List.of("--rate", "fast")))
        .hasMessage("--rate needs a whole number from 2 to 1000000, not 'fast'");
    assertThatThrownBy(() -> Options.parse(List.of("--duration")))
        .hasMessage("--duration needs a whole number from 1 to 1000000, not ''");
    assertThatThrownBy(() -> Options.parse(List.of("--fast"))).hasMessage("unknown option --fast");
  }
}
