package io.chappe.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ConfigurationException;
import io.chappe.config.loading.ConfigLoader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void whatIsWrongWithTheFileIsOneShortLineEach() {
    ConfigurationException wrong =
        Assertions.catchThrowableOfType(
            ConfigurationException.class,
            () ->
                ConfigLoader.parse(
                    Map.of(
                        "clusters",
                        "us, eu\nforged",
                        "config.providers",
                        "x",
                        "config.providers.x.class",
                        "y\r\nforged\u001B[31m\u2028" + "z".repeat(100_000)),
                    Map.of(),
                    Set.of()));
    ByteArrayOutputStream written = new ByteArrayOutputStream();

    Main.explain(
        new IllegalStateException(wrong), new PrintStream(written, false, StandardCharsets.UTF_8));

    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .hasSize(wrong.problems().size())
        .anySatisfy(line -> assertThat(line).contains("y??forged?[31m?z"))
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(2_100));
  }
}
