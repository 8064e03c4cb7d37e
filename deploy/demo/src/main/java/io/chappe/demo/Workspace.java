package io.chappe.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where everything is: what was built, and the folder of this run.
 *
 * @param project the top of the source tree
 * @param folder configuration, logs and data of this run
 */
record Workspace(Path project, Path folder) {

  /** Makes a new folder for a run. */
  static Workspace create(Path project) {
    try {
      return new Workspace(
          project.toAbsolutePath().normalize(), Files.createTempDirectory("chappe-demo-"));
    } catch (IOException e) {
      throw new DemoFailure("no folder for logs and data can be made", e);
    }
  }

  /** The runnable jar of a service. */
  Path runJar(String service) {
    Path jar = project.resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.isReadable(jar)) {
      throw new DemoFailure(jar + " is missing; build it with ./mvnw -DskipTests package");
    }
    return jar;
  }

  /** The jar whose agent ends a service when the demo is gone. */
  Path agent() {
    return project.resolve("deploy/demo/target/chappe-demo.jar");
  }

  /** The log of something. */
  Path log(String name) {
    return folder.resolve(name + ".log");
  }

  /** Writes the configuration that all services read. */
  Path writeConfiguration(List<String> lines) {
    try {
      return Files.write(folder.resolve("mm2.properties"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file with the token for changes through the page. */
  Path tokenFile() {
    return folder.resolve("token");
  }

  /** Writes a new token, for this user's eyes only, and returns it. */
  String writeToken() {
    byte[] random = new byte[12];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    try {
      Files.createFile(
          tokenFile(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(tokenFile(), token);
      return token;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the folder and all in it. */
  void delete() {
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).forEach(Workspace::deleteQuietly);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
