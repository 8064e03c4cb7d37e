package io.chappe.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenByTest {

  @Test
  void aRecordTellsWhoWroteIt() {
    assertThat(by("ann")).isEqualTo("ann");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\n"})
  void aRecordWithoutANameIsTheTopics(String name) {
    assertThat(by(name)).isEqualTo("topic");
    assertThat(WrittenBy.of(new RecordHeaders())).isEqualTo("topic");
  }

  /** The last one looks like ann, with a letter of another script. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann\n2026-01-01 ERROR \u202Eforged",
        "ann (token checked)",
        " ann",
        "ann\u0000",
        "ann\uFFFD",
        "\u0430nn"
      })
  void aNameThatNoTokenCanHaveIsNone(String name) {
    assertThat(by(name)).isEqualTo("topic");
  }

  @Test
  void aNameIsNoLongerThanThatOfAToken() {
    assertThat(by("x".repeat(64))).hasSize(64);
    assertThat(by("x".repeat(65))).isEqualTo("topic");
    assertThat(by("x".repeat(1_000_000))).isEqualTo("topic");
  }

  private static String by(String name) {
    byte[] value = name == null ? null : name.getBytes(StandardCharsets.UTF_8);
    return WrittenBy.of(new RecordHeaders().add(WrittenBy.HEADER, value));
  }
}
