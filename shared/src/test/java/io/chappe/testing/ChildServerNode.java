package io.chappe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Kafka server in a process of its own, which ends with this JVM. */
final class ChildServerNode implements ServerNode {
  private static final String LOG_MANAGER = "java.util.logging.manager";
  private static final int LOG_TAIL_LINES = 60;
  private static final int STOP_SECONDS = 30;
  // Ctrl-C goes to every process of a terminal; when a server ends is for its owner to say.
  private static final String WITHOUT_INTERRUPTS = "trap '' INT; exec \"$0\" \"$@\"";

  private final List<String> command;
  private final String classPath;
  private final Path log;
  private final boolean killedAtShutdown;
  private Process process;
  private Thread shutdownHook;

  /**
   * @param classPath has Kafka's broker and this package
   * @param jvmArguments of the child
   * @param properties the server's properties file
   * @param clusterId under which the log directory is formatted
   * @param log file to which the output is appended
   * @param killedAtShutdown whether it is killed as soon as this JVM begins to shut down
   */
  ChildServerNode(
      String classPath,
      List<String> jvmArguments,
      Path properties,
      String clusterId,
      Path log,
      boolean killedAtShutdown) {
    this.classPath = classPath;
    this.log = log;
    this.killedAtShutdown = killedAtShutdown;
    command = new ArrayList<>(List.of("/bin/sh", "-c", WITHOUT_INTERRUPTS));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArguments);
    String logManager = System.getProperty(LOG_MANAGER);
    if (logManager != null) {
      command.add("-D" + LOG_MANAGER + "=" + logManager);
    }
    command.add(BrokerMain.class.getName());
    command.add(properties.toString());
    command.add(clusterId);
  }

  @Override
  public void start() {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", classPath);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    shutdownHook = new Thread(process::destroyForcibly, "kill-broker-" + process.pid());
    if (killedAtShutdown) {
      Runtime.getRuntime().addShutdownHook(shutdownHook);
    }
  }

  @Override
  public void stop() {
    process.destroy();
    awaitEnd();
  }

  @Override
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void pause() {
    Signals.stop(process);
  }

  @Override
  public void resume() {
    Signals.resume(process);
  }

  @Override
  public boolean isRunning() {
    return process != null && process.isAlive();
  }

  @Override
  public String logTail() {
    try {
      // Decoding byte by byte can't fail on what a killed process left half written.
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      int from = Math.max(0, lines.size() - LOG_TAIL_LINES);
      return String.join(System.lineSeparator(), lines.subList(from, lines.size()));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("broker did not stop in time\n" + logTail());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a broker stopped", e);
    } finally {
      forgetShutdownHook();
    }
  }

  private void forgetShutdownHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // The hook does no harm: the process is gone.
    }
  }
}
