package io.chappe.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The demo in a process of its own, as its script starts it, from what was built. */
final class DemoProcess implements AutoCloseable {
  private final Process process;
  private final Path output;

  private DemoProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it; the working directory is the module's, as always in a build. */
  static DemoProcess start(Path folder, String... options) throws IOException {
    Path output = folder.resolve("output.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Djava.io.tmpdir=" + folder,
                "-Dchappe.project=../..",
                "-cp",
                "target/chappe-demo.jar:target/lib/*",
                "io.chappe.demo.Main"));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    return new DemoProcess(builder.start(), output);
  }

  List<String> output() {
    try {
      return Files.readAllLines(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All it has started that is running now: brokers and services. */
  List<ProcessHandle> children() {
    return process.descendants().toList();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** Sends a signal, such as {@code INT}. */
  void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /** The exit code. */
  int awaitEnd(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + seconds + " s: " + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
