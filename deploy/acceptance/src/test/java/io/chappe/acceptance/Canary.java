package io.chappe.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A secret that every service is given and that none may print. The tokens and passwords of the
 * tests begin like it, so that they are found too.
 */
public final class Canary {
  private static final String BEGINNING = "canary";

  /** A login for clusters that have none of their own; it is used where SASL is, and so nowhere. */
  static final String LOGIN =
      "sasl.jaas.config = org.apache.kafka.common.security.plain.PlainLoginModule required"
          + " username=\"nobody\" password=\"canary-of-every-service\";";

  private static final int MOST = 5;

  private Canary() {}

  /** Fails if one stands in an output. */
  static void assertNotIn(Path output) {
    // The output may be anything, and long.
    try (Stream<String> lines = Files.lines(output, StandardCharsets.ISO_8859_1)) {
      List<String> found = lines.filter(line -> line.contains(BEGINNING)).limit(MOST).toList();
      if (!found.isEmpty()) {
        throw new AssertionError("a secret stands in " + output + ":\n" + String.join("\n", found));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
