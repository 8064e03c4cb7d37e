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
   * The command that runs the service. The system property {@code chappe.built} says in which
   * project's folder it was built, that of {@code chappe.root} if it isn't set; {@code
   * chappe.runner} says whether to run what was built for the JVM or the native executable.
   */
  public List<String> command() {
    String runner = System.getProperty("chappe.runner", "jvm");
    return command(runner, runner.equals("jvm") ? withClassArchive() : List.of());
  }

  /** Of tests that run at once, one makes the archive. */
  private synchronized List<String> withClassArchive() {
    List<String> jvm = new ArrayList<>(SMALL_JVM);
    jvm.addAll(new ClassArchive(built(program("jvm")), SMALL_JVM).options());
    return jvm;
  }

  /** The command that runs it on the JVM as it was built in another project's folder. */
  List<String> commandOf(Path project) {
    return javaCommand(program(project, "jvm"), SMALL_JVM);
  }

  /**
   * The command that runs the service in a chosen way.
   *
   * @param runner {@code jvm} or {@code native}
   * @param jvm options of the JVM, if it is one
   */
  public List<String> command(String runner, List<String> jvm) {
    Path program = built(program(runner));
    return runner.equals("native") ? List.of(program.toString()) : javaCommand(program, jvm);
  }

  private static List<String> javaCommand(Path program, List<String> jvm) {
    List<String> command = new ArrayList<>(java(jvm));
    command.addAll(List.of("-jar", program.toString()));
    return command;
  }

  /** The beginning of a command that runs this JVM's own kind with these options. */
  static List<String> java(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    return command;
  }

  /** Whether there is what {@link #command(String, List)} would run. */
  public boolean isBuilt(String runner) {
    return Files.exists(program(runner));
  }

  private Path program(String runner) {
    String root = System.getProperty("chappe.root", "../..");
    return program(Path.of(System.getProperty("chappe.built", root)), runner);
  }

  private Path program(Path project, String runner) {
    Path target = project.resolve(module + "/target");
    return switch (runner) {
      case "jvm" -> target.resolve("quarkus-app/quarkus-run.jar");
      case "native" -> nativeExecutable(target);
      default -> throw new IllegalStateException("chappe.runner: jvm or native, not " + runner);
    };
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
