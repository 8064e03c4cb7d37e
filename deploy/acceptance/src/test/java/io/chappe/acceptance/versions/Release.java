package io.chappe.acceptance.versions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A release of Kafka, as its artifacts are published.
 *
 * @param version of the artifact {@code kafka_<scala>}
 * @param protocol value of {@code inter.broker.protocol.version}; empty for the release's own
 */
record Release(String version, String scala, String protocol) {
  static final Release NEWEST = new Release("4.3.1", "2.13", "");

  private static final Path ROOT =
      Path.of(System.getProperty("chappe.root", "../..")).toAbsolutePath().normalize();

  /** Whether its brokers need ZooKeeper. */
  boolean needsZooKeeper() {
    return version.startsWith("2.");
  }

  /** An alias for a cluster of it. */
  String alias() {
    return "k"
        + version.replace(".", "")
        + (protocol.isEmpty() ? "" : "p" + protocol.replace(".", ""));
  }

  /** The class path of its broker; Maven fetches what isn't there yet. */
  String classPath() {
    Path file = ROOT.resolve("deploy/acceptance/target/old-brokers").resolve(version + ".txt");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        if (resolve(file, List.of("-o")) != 0 && resolve(file, List.of()) != 0) {
          throw new IllegalStateException(
              "Kafka " + version + " can't be fetched, see " + log(file));
        }
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private int resolve(Path file, List<String> options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ROOT.resolve("mvnw").toString(),
                "-B",
                "-q",
                "-f",
                "deploy/old-brokers/pom.xml",
                "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath",
                "-Dkafka=" + version,
                "-Dscala=" + scala,
                "-Dmdep.outputFile=" + file));
    command.addAll(options);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log(file).toFile())
        .start()
        .waitFor();
  }

  private static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + ".log");
  }

  @Override
  public String toString() {
    return protocol.isEmpty() ? version : version + " with protocol " + protocol;
  }
}
