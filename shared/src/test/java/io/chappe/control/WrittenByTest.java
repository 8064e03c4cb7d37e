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

  @Test
  void aForgedNameIsOneShortLine() {
    assertThat(by("ann\n2026-01-01 ERROR \u202Eforged")).isEqualTo("ann?2026-01-01 ERROR ?forged");
    assertThat(by("x".repeat(1_000_000))).hasSize(67).startsWith("xxx").endsWith("...");
    assertThat(by("\u20AC".repeat(1_000))).hasSizeLessThanOrEqualTo(68);
  }

  private static String by(String name) {
    byte[] value = name == null ? null : name.getBytes(StandardCharsets.UTF_8);
    return WrittenBy.of(new RecordHeaders().add(WrittenBy.HEADER, value));
  }
}
