package io.chappe.acceptance;

import io.chappe.testing.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The classes of a service as its JVM holds them in memory, in a file (application class-data
 * sharing, JEP 350). More than a third of the CPU time of a start goes into reading and checking
 * them, and these tests start services some hundred times.
 */
final class ClassArchive {
  private static final Path FOLDER = Path.of("target", "class-archives");
  private static final int LIMIT_SECONDS = 60;

  /** What a service says when it has started, be its clusters there or not. */
  private static final String STARTED = "started in";

  private final Path program;
  private final List<String> jvm;

  /**
   * @param program the jar that is run
   * @param jvm the JVM's options, which must be the same when the archive is used
   */
  ClassArchive(Path program, List<String> jvm) {
    this.program = program;
    this.jvm = jvm;
  }

  /**
   * The options that make a JVM use the archive, which is made first if there is none of this
   * build.
   */
  List<String> options() {
    try {
      Path archive = FOLDER.resolve(name()).toAbsolutePath();
      if (!Files.exists(archive)) {
        make(archive);
      }
      return List.of("-XX:SharedArchiveFile=" + archive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String name() throws IOException {
    String module = program.getParent().getParent().getParent().getFileName().toString();
    long built = Files.getLastModifiedTime(program).toMillis();
    return "%s-%d-%s.jsa".formatted(module, built, Runtime.version());
  }

  private void make(Path archive) throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    Path unfinished = Files.createTempDirectory(FOLDER.toAbsolutePath(), "made").resolve("classes");
    Path configuration = unfinished.resolveSibling("chappe.properties");
    List<Integer> nobody = FreePorts.find(2);
    Files.writeString(
        configuration,
        """
        clusters = us, eu
        us.bootstrap.servers = 127.0.0.1:%d
        eu.bootstrap.servers = 127.0.0.1:%d
        us->eu.enabled = true
        home.wait.seconds = 1
        """
            .formatted(nobody.get(0), nobody.get(1)));
    List<String> command = new ArrayList<>(Service.java(jvm));
    command.add("-XX:ArchiveClassesAtExit=" + unfinished);
    command.addAll(List.of("-jar", program.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "CHAPPE_CONFIG", configuration.toString(),
                "QUARKUS_HTTP_PORT", "0",
                "QUARKUS_HTTP_HOST", "127.0.0.1"));
    runUntilStarted(builder.start());
    Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void runUntilStarted(Process process) throws IOException, InterruptedException {
    StringBuilder said = new StringBuilder();
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        said.append(line).append('\n');
        if (line.contains(STARTED)) {
          process.destroy();
        }
      }
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("it doesn't end:\n" + said);
      }
    } finally {
      process.destroyForcibly();
    }
    if (said.indexOf(STARTED) < 0) {
      throw new IllegalStateException("it didn't start:\n" + said);
    }
  }
}
