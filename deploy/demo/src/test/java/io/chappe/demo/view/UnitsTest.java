package io.chappe.demo.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "999,999",
    "999.7,1.0 k",
    "1000,1.0 k",
    "9960,10 k",
    "12345,12 k",
    "999999,1.0 M",
    "4500000,4.5 M"
  })
  void countsHaveThreeDigitsAtMost(double number, String shown) {
    assertThat(Units.count(number)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"0,0 B", "1023,1023 B", "1024,1.0 KiB", "1300000,1.2 MiB"})
  void bytesAreInPowersOf1024(double number, String shown) {
    assertThat(Units.bytes(number)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"0.0004,0.4 ms", "0.0123,12 ms", "0.9996,1.0 s", "1.24,1.2 s", "75,1 min 15 s"})
  void latenciesAreInMillisecondsBelowASecond(double seconds, String shown) {
    assertThat(Units.latency(seconds)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"0.42,0.4 s", "12.3,12 s", "59.7,1 min 0 s", "185,3 min 5 s", "7800,2 h 10 min"})
  void agesAreReadable(double seconds, String shown) {
    assertThat(Units.age(seconds)).isEqualTo(shown);
  }

  @Test
  void whatIsNotKnownIsADash() {
    assertThat(Units.rate(Double.NaN)).isEqualTo("-");
    assertThat(Units.byteRate(Double.NaN)).isEqualTo("-");
    assertThat(Units.latency(Double.NaN)).isEqualTo("-");
    assertThat(Units.age(Double.NaN)).isEqualTo("-");
  }
}
