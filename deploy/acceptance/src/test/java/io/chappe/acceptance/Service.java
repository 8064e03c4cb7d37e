package io.chappe.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The services as they are built, and how each is run. */
public enum Service {
  REPLICATOR("replicator-service"),
  CHECKPOINT("checkpoint-service"),
  HEARTBEAT("heartbeat-service");

  private static final List<String> SMALL_JVM =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final String module;

  Service(String module) {
    this.module = module;
  }

  /** The module's name. */
  public String module() {
    return module;
  }

  /**
   * The command that runs the service. The system property {@code chappe.root} says where the
   * project is, {@code chappe.runner} whether to run what was built for the JVM or the native
   * executable.
   */
  List<String> command() {
    Path target = Path.of(System.getProperty("chappe.root", "../..")).resolve(module + "/target");
    String runner = System.getProperty("chappe.runner", "jvm");
    return switch (runner) {
      case "jvm" -> jvmCommand(built(target.resolve("quarkus-app/quarkus-run.jar")));
      case "native" -> List.of(built(nativeExecutable(target)).toString());
      default -> throw new IllegalStateException("chappe.runner: jvm or native, not " + runner);
    };
  }

  private static List<String> jvmCommand(Path jar) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(SMALL_JVM);
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  private static Path nativeExecutable(Path target) {
    try (DirectoryStream<Path> executables = Files.newDirectoryStream(target, "*-runner")) {
      Iterator<Path> found = executables.iterator();
      return found.hasNext() ? found.next() : target.resolve("*-runner");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path built(Path file) {
    if (!Files.exists(file)) {
      throw new IllegalStateException(file + " is not there: build the services first");
    }
    return file.toAbsolutePath().normalize();
  }
}
