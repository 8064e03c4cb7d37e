package io.chappe.demo.data;

import java.nio.charset.StandardCharsets;

/** Text as records carry it. */
final class Bytes {
  private Bytes() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
