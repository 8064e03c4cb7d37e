package io.chappe.benchmark.contender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the contenders' commands and configurations share. */
final class Java {
  private Java() {}

  /** This JVM's {@code java}. */
  static String executable() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static Path write(Path file, List<String> lines) {
    try {
      return Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A transform that adds a header, as both Chappe and MirrorMaker 2 take it. */
  static List<String> headerTransform(String flow) {
    return List.of(
        flow + ".transforms = mark",
        flow + ".transforms.mark.type = org.apache.kafka.connect.transforms.InsertHeader",
        flow + ".transforms.mark.header = copied",
        flow + ".transforms.mark.value.literal = yes");
  }
}
