package io.chappe.benchmark.contender;

import io.chappe.benchmark.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A contender at work. It ends with this JVM, however this JVM ends. */
public final class Running implements AutoCloseable {
  private static final int TAIL_LINES = 40;
  private static final int END_LIMIT_MINUTES = 2;

  private final Process process;
  private final Process guard;
  private final Path output;
  private final long startedNanos;

  private Running(Process process, Process guard, Path output, long startedNanos) {
    this.process = process;
    this.guard = guard;
    this.output = output;
    this.startedNanos = startedNanos;
  }

  /** Starts a command, with its output in a file of the folder. */
  public static Running start(List<String> command, Map<String, String> environment, Path folder) {
    Path output = folder.resolve("output.log");
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      long now = System.nanoTime();
      Process process = builder.start();
      return new Running(process, guard(process), output, now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A shell that kills the process when the end of its input says that this JVM is gone. */
  private static Process guard(Process process) throws IOException {
    String pid = Long.toString(process.pid());
    return new ProcessBuilder("sh", "-c", "read -r nothing; kill -9 \"$0\"", pid)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Seconds since it was started. */
  public double seconds() {
    return (System.nanoTime() - startedNanos) / 1e9;
  }

  /** CPU seconds that it has used. */
  public double cpuSeconds() {
    return Resources.cpuSeconds(process.toHandle());
  }

  /** The most memory it ever had resident, MiB. */
  public double peakMebibytes() {
    return Resources.peakMebibytes(process.toHandle());
  }

  /** The memory it has resident, MiB. */
  public double residentMebibytes() {
    return Resources.residentMebibytes(process.toHandle());
  }

  /** Writing system calls so far, to sockets and files. */
  public long writes() {
    return Resources.writes(process.toHandle());
  }

  /** Fails if it has ended. */
  public void check() {
    if (!process.isAlive()) {
      throw new IllegalStateException("ended with " + process.exitValue() + "\n" + tail());
    }
  }

  /** Waits for it to end by itself and returns what it has written. */
  public List<String> outputAtEnd() {
    try {
      if (!process.waitFor(END_LIMIT_MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException("runs on and on\n" + tail());
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException("ended with " + process.exitValue() + "\n" + tail());
      }
      return Files.readAllLines(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks it to end, and waits until it has. */
  public void end() {
    process.destroy();
    try {
      if (!process.waitFor(END_LIMIT_MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException("doesn't end\n" + tail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The end of its output. */
  public String tail() {
    try {
      List<String> lines = Files.readAllLines(output);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    guard.destroy();
    process.destroyForcibly();
    process.onExit().join();
  }
}
